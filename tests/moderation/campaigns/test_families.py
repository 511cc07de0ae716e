"""Honest families: much in common, and no campaign; beside a wave, nobody of them is ticked."""

from datetime import timedelta
from random import Random

import pytest

from classifier.models import Label
from index.models import Project
from moderation.campaigns.models import Arrival, Campaign
from moderation.models import Verdict
from tests.factories import make_user
from tests.moderation.campaigns.traffic import START, Person, Sent, code, send, wave_2018, wave_2025

pytestmark = pytest.mark.django_db

AT = START + timedelta(days=3)
TEXT = "# {name}\n\nPart of tideworks, the toolbox for tides, gauges and harbours. Read the manual before use.\n\n"


def people(count, mail_domain="tideworks.example", *, at=AT, network="192.0.2"):
    """Colleagues: one mail domain, one office, accounts of one afternoon."""
    joined = at - timedelta(days=1)
    return [
        Person(
            f"colleague{number}", mail_domain, joined + timedelta(minutes=number), f"{network}.{number + 1}"
        )
        for number in range(count)
    ]


def is_left_alone(sent):
    names = [one.name for one in sent]
    assert Arrival.objects.filter(project__name__in=names).count() == len(names)
    assert not Arrival.objects.filter(project__name__in=names, ticked=True).exists()
    assert (
        not Campaign.objects.cards().filter(members__project__name__in=names, members__ticked=True).exists()
    )


def suite():
    """Add-ons of one organisation, by four of its people."""
    chance, owners = Random(1), people(4)
    for number in range(12):
        name, owner = f"tideworks-{'abcdefghijkl'[number]}gauge", owners[number % 4]
        yield Sent(
            name,
            owner,
            AT + timedelta(minutes=number),
            f"Gauges of kind {number} for tideworks",
            TEXT.format(name=name) * 3,
            (("Source", f"https://github.com/tideworks/{name}"), ("Docs", "https://docs.tideworks.io/")),
            code(chance, 4),
        )


def homework():
    """One chapter of one textbook, handed in by twenty students of one course."""
    chapter = code(Random(2), 3)
    text = (
        "# Homework 4\n\nShortest paths as in chapter 4 of the book: Dijkstra, Prim and Kruskal, with tests.\n"
        * 3
    )
    for number, owner in enumerate(people(20, "students.uni.example", network="198.51.100")):
        at = AT + timedelta(minutes=3 * number)
        yield Sent(
            f"homework-graphs-{owner.username}", owner, at, "Homework 4: shortest paths", text, (), chapter
        )


def skeletons():
    """What a template makes for everybody, filled in by nobody yet."""
    chance = Random(3)
    text = "Free software: MIT license. Documentation: see the manual.\n\nFeatures\n--------\n\n* TODO\n\nCredits\n-------\n\nMade with a template.\n"
    files = {"cli.py": "def main():\n    return 0\n" * 9, "core.py": "class Core:\n    pass\n" * 15}
    for number in range(15):
        owner = Person(
            f"maker{number}",
            f"maker{number}.example",
            AT - timedelta(days=chance.randint(1, 90)),
            f"203.0.{number}.7",
        )
        name = f"{'bcdfghjklmnpqrs'[number]}anvil"
        links = (("Homepage", f"https://github.com/{owner.username}/{name}"),)
        yield Sent(name, owner, AT + timedelta(hours=number), "Made with a template.", text, links, files)


def platforms():
    """One program, a project for each system, by two people who build it."""
    program = code(Random(4), 3)
    for number, system in enumerate(
        ("linux-x86", "linux-arm", "darwin-x86", "darwin-arm", "windows", "musl")
    ):
        owner = people(2, "fastgauge.example")[number % 2]
        text = (
            "# fastgauge\n\nThe compiled part of fastgauge for one system; install fastgauge, which brings it along.\n"
            * 2
        )
        yield Sent(
            f"fastgauge-{system}",
            owner,
            AT + timedelta(minutes=number),
            "Compiled part of fastgauge",
            text,
            (("Source", "https://github.com/fastgauge/fastgauge"),),
            program,
        )


@pytest.mark.parametrize("family", [suite, homework, skeletons, platforms])
def test_a_family_alone_is_no_campaign(family):
    sent = list(family())
    send(sent)
    is_left_alone(sent)
    assert not Campaign.objects.cards().exists()


@pytest.mark.parametrize("family", [suite, homework, skeletons, platforms])
def test_beside_waves_nobody_of_a_family_is_ticked(family):
    sent = list(family())
    send([*sent, *wave_2025(5, 15, mail_domain=sent[0].owner.mail_domain), *wave_2018(5, 10)])
    is_left_alone(sent)
    assert Campaign.objects.cards().exists()


def test_whose_text_a_wave_copies_is_apart_and_says_why():
    text = (
        "# tidetable\n\nTide tables of eighty harbours as plain objects, without any dependency at all.\n" * 3
    )
    source = (("Source", "https://github.com/honestowner/tidetable"),)
    original = Sent(
        "tidetable", people(1)[0], AT + timedelta(days=1), "Tide tables", text, source, code(Random(5), 4)
    )
    copies = [
        Sent(
            f"tidetable-{number}-x",
            Person(f"copier{number}", f"c{number}.example", AT, f"10.{number}.0.1"),
            AT,
            "Tide tables",
            text,
            is_spam=True,
        )
        for number in range(5)
    ]
    send([*copies, original])
    member = Arrival.objects.get(project__name="tidetable")
    assert member.campaign == Campaign.objects.cards().get()
    assert not member.ticked
    assert "It links to a repository of its own name." in member.signs
    assert member.campaign.apart == 1


def test_what_a_person_found_honest_is_never_ticked():
    copies = list(wave_2025(5, 10))
    send(copies[:8])
    project = Project.objects.get(name=copies[0].name)
    label = Label.objects.create(
        is_spam=False, document={}, project_name="x", labelled_by="mia", labelled_at=AT
    )
    Verdict.objects.create(
        project=project,
        decision=Verdict.Decision.NOT_SPAM,
        label=label,
        moderator=make_user("mia"),
        decided_at=AT,
        before={},
    )
    owner = project.roles.get().user.username
    send([Sent("another-0", next(one.owner for one in copies if one.owner.username == owner), AT, "", "")])
    member = Arrival.objects.get(project__name="another-0")
    assert "Its owner has a project that was judged not spam." in member.signs
    assert not member.ticked
