"""Traffic that looks like an index's: honest newcomers and old hands, families of projects, and waves of two kinds.

All of it is made up, by chance that repeats. `send` writes an upload as the one way in does, row by row and with the
bytes of its file, and has it scored by the model in force and grouped.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from classifier import outbox, registry, scoring, similarity
from classifier.capture import document_of
from classifier.models import PendingScore, Score
from classifier.signatures import signature_of
from index import storage
from index.distributions import names
from index.models import DistributionFile, JournalEntry, Project, Release, Role
from moderation.campaigns import grouping
from moderation.campaigns.outbox import await_grouping
from moderation.demo.grammar import expand
from moderation.demo.trades import TRADES
from tests.distributions import make_wheel

START = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 50
_SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "ten",
    "mo",
    "la",
    "su",
    "vek",
    "ni",
    "dor",
    "pa",
    "lu",
    "mi",
    "shan",
    "te",
    "gor",
    "fe",
    "ra",
    "zu",
    "lim",
]
_PROVIDERS = ("gmail.com", "outlook.com", "proton.me", "gmx.de", "yahoo.com", "qq.com", "icloud.com")


@dataclass(frozen=True)
class Person:
    username: str
    mail_domain: str
    joined_at: datetime
    address: str


@dataclass(frozen=True)
class Sent:
    """One upload. `code`: files of its package by name; `is_spam`: what a person would say."""

    name: str
    owner: Person
    at: datetime
    summary: str = ""
    description: str = ""
    links: tuple[tuple[str, str], ...] = ()
    code: dict[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    version: str = "0.1.0"
    is_spam: bool = False


def word(chance: Random, syllables: int = 2) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(syllables))


def words(chance: Random, count: int) -> str:
    return " ".join(word(chance, chance.choice((1, 2, 3))) for _ in range(count))


def address(chance: Random) -> str:
    return f"{chance.randint(11, 200)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"


def person(
    chance: Random, *, days_old: float, at: datetime = START, mail_domain: str = "", name: str = ""
) -> Person:
    domain = mail_domain or (
        chance.choice(_PROVIDERS) if chance.random() < 0.6 else f"{word(chance)}.example"
    )
    name = name or f"{word(chance)}{chance.randrange(10**9)}"
    return Person(name, domain, at - timedelta(days=days_old), address(chance))


def code(chance: Random, modules: int) -> dict[str, str]:
    """Modules of code that nobody else has."""
    return {
        f"{word(chance)}{number}.py": "".join(
            f"def {word(chance)}({word(chance)}):\n    return {word(chance)}({chance.random()})\n\n"
            for _ in range(6)
        )
        for number in range(modules)
    }


def honest(count: int, *, days: float = 30, seed: int = 1) -> Iterator[Sent]:
    """Libraries of old hands and of newcomers, first tries after a tutorial, and names kept for later."""
    chance = Random(seed)
    for _ in range(count):
        at = START + timedelta(days=days * chance.random())
        kind = chance.random()
        if kind < 0.8:
            yield _library(chance, at)
        elif kind < 0.92:
            yield _first_try(chance, at)
        else:
            yield _placeholder(chance, at)


def _library(chance: Random, at: datetime) -> Sent:
    owner = person(chance, days_old=chance.choice((2, 9, 40, 300, 900)), at=at)
    name = "-".join(word(chance, 6) for _ in range(chance.choice((1, 1, 2, 2, 3))))
    about = words(chance, 8)
    text = (
        f"# {name}\n\n{about}.\n\n## Installation\n\n    pip install {name}\n\n## Usage\n\n```python\nimport "
        f"{name.replace('-', '_')}\n\n{word(chance)} = {name.replace('-', '_')}.{word(chance)}({word(chance)})\n```\n\n"
        f"{words(chance, 60)}\n\n## License\n\nMIT\n"
    )
    links = (("Repository", f"https://github.com/{owner.username}/{name}"),)
    return Sent(name, owner, at, f"Read and write {about}", text, links, code(chance, chance.randint(2, 9)))


def _first_try(chance: Random, at: datetime) -> Sent:
    """What the packaging tutorial leads to."""
    owner = person(chance, days_old=chance.random(), at=at)
    text = "# Example Package\n\nThis is a simple example package. You can use\n[Markdown](https://example.com)\nto write your content.\n"
    return Sent(
        f"example-package-{owner.username}", owner, at, "A small example package", text,
        (("Homepage", "https://github.com/pypa/sampleproject"),), {"example.py": "def add_one(number):\n    return number + 1\n"},
    )  # fmt: skip


def _placeholder(chance: Random, at: datetime) -> Sent:
    owner = person(chance, days_old=chance.choice((0.5, 30, 400)), at=at)
    return Sent(word(chance, 6), owner, at, f"Coming soon: {words(chance, 3)}", "", version="0.0.0")


def wave_2025(
    accounts: int, projects: int, *, seed: int = 25, mail_domain: str = "postbox-mail.example"
) -> Iterator[Sent]:
    """Accounts of one mail domain that waited 2 to 17 days, then empty projects over 16 days."""
    chance = Random(seed)
    people = [
        Person(
            f"{word(chance)}.{word(chance)}{chance.randint(10, 99)}-{number}",
            mail_domain,
            START,
            address(chance),
        )
        for number in range(accounts)
    ]
    for number in range(projects):
        owner = people[number % accounts]
        began = START + timedelta(days=14 * (number % accounts) / accounts)
        at = began + timedelta(days=2 * chance.random())
        joined = began - timedelta(days=2 + 15 * ((number % accounts) * 7 % accounts) / accounts)
        owner = Person(owner.username, owner.mail_domain, joined, owner.address)
        name = f"{word(chance)}{chance.choice(('', '-'))}{word(chance)}-{number}"
        yield Sent(name, owner, at, "", "", version="0.0.1", is_spam=True)


def wave_2018(accounts: int, projects: int, *, seed: int = 18) -> Iterator[Sent]:
    """Accounts with an address each, made within a day, that advertise the same trades within another one."""
    chance = Random(seed)
    trades = ("films", "support", "pills")
    hosts = [f"{word(chance, 3)}{number}.biz" for number in range(3)]
    people = [
        person(chance, days_old=1 + chance.random(), name=f"{word(chance)}{number}{chance.randint(1, 99)}")
        for number in range(accounts)
    ]
    for number in range(projects):
        owner, trade = people[number % accounts], trades[number % len(trades)]
        grammar = {**TRADES[trade], "number": (str(number),), "owner": (owner.username,)}
        title = expand("{title}", grammar, chance)
        link = f"https://{chance.choice(hosts)}/{word(chance)}"
        grammar = {**grammar, "title": (title,), "slug": ("-".join(title.lower().split()),), "link": (link,)}
        yield Sent(
            expand("{name}", grammar, chance), owner, START + timedelta(days=chance.random()),
            expand("{summary}", grammar, chance), expand("{description}", grammar, chance),
            (("Homepage", link),), is_spam=True,
        )  # fmt: skip


def send(uploads: Iterable[Sent], *, by_the_model: bool = False) -> None:
    """Publish, score and group them, in the order of time."""
    for _ in scored(uploads, by_the_model=by_the_model):
        grouping.group_waiting()


def scored(uploads: Iterable[Sent], *, by_the_model: bool) -> Iterator[int]:
    """Publish and score them, batch after batch, in the order of time; after each, how many it were.

    `by_the_model`: as the model in force scores them; else as it was seen to score their like, which is quicker.
    """
    waiting = iter(sorted(uploads, key=lambda sent: (sent.at, sent.name)))
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():  # one commit, which is what a disk takes time for
            _publish_and_score(batch, by_the_model=by_the_model)
        yield len(batch)


def _publish_and_score(batch: Sequence[Sent], *, by_the_model: bool) -> None:
    releases = [publish(sent) for sent in batch]
    if by_the_model:
        scoring.score_waiting([release.pk for release in releases], now=batch[-1].at)
    else:
        for sent, release in zip(batch, releases, strict=True):
            _score(sent, release)


def _score(sent: Sent, release: Release) -> None:
    advertises = bool(sent.is_spam and sent.description)
    document = document_of(release, now=sent.at)
    score = Score.objects.create(
        release=release,
        model=registry.current_row(),
        spam_probability=0.97 if advertises else 0.003 if sent.links and sent.code else 0.06,
        reasons=[],
        document=document.to_json(),
        is_current=True,
        scored_at=sent.at,
    )
    similarity.remember(release, signature_of(document))
    PendingScore.objects.filter(release=release).delete()
    await_grouping(score.pk)


def publish(sent: Sent) -> Release:
    """The rows and bytes of one upload; it waits for its score."""
    owner = _account(sent.owner)
    normalized = names.normalize(sent.name)
    project, is_new = Project.objects.get_or_create(
        normalized_name=normalized,
        defaults={
            "name": sent.name,
            "confusable_key": names.confusable_key(sent.name),
            "created_at": sent.at,
        },
    )
    if is_new:
        Role.objects.create(project=project, user=owner, kind=Role.Kind.OWNER)
    core = {
        "name": sent.name,
        "version": sent.version,
        "project_urls": dict(sent.links),
        "requires_dist": list(sent.requires),
    }
    release = Release.objects.create(
        project=project,
        version=sent.version,
        summary=sent.summary,
        description=sent.description,
        metadata=core,
        created_at=sent.at,
    )
    _file(release, sent, owner)
    JournalEntry.objects.create(
        project=project,
        action="new release",
        version=sent.version,
        actor=owner.username,
        address=sent.owner.address,
        at=sent.at,
    )
    outbox.await_score(release.pk)
    return release


def _account(owner: Person) -> User:
    user, is_new = User.objects.get_or_create(
        username=owner.username,
        defaults={
            "email": f"{owner.username}@{owner.mail_domain}",
            "date_joined": owner.joined_at,
            "password": "!",
        },
    )
    if is_new:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _file(release: Release, sent: Sent, owner: User) -> None:
    files = {"{module}/__init__.py": ""} | {f"{{module}}/{path}": text for path, text in sent.code.items()}
    module = sent.name.replace("-", "_")
    files = {path.format(module=module): text for path, text in files.items()}
    filename, content = make_wheel(
        sent.name, sent.version, files=files, summary=sent.summary, description=sent.description
    )
    digest = hashlib.sha256(content).hexdigest()
    file = DistributionFile.objects.create(
        release=release,
        filename=filename,
        kind=DistributionFile.Kind.WHEEL,
        size_bytes=len(content),
        sha256=digest,
        blake2b_256="b" * 64,
        md5="c" * 32,
        metadata_sha256="d" * 64,
        python_modules=1 + len(sent.code),
        uploaded_at=sent.at,
        uploader=owner,
    )
    storage.put(file.path, ContentFile(content))


def spam_names(uploads: Sequence[Sent]) -> set[str]:
    return {names.normalize(sent.name) for sent in uploads if sent.is_spam}
