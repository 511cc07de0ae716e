"""What happens in the demo, and when: a sign-up, a release, a yank, a report, a verdict, each through its verb."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from django.core.files.base import ContentFile

from accounts.api_tokens import api_tokens
from accounts.models import ApiToken, User
from accounts.signing_up.registration import register
from index import lifecycle
from index.models import Project, Release
from index.publishers import by_token
from index.uploads import Upload, publish_file
from moderation.demo.cast import Person
from moderation.demo.distributions import build
from moderation.demo.projects import DemoProject
from moderation.judging import verdicts
from moderation.models import Report, Verdict
from moderation.reporting import reports

BETWEEN_FILES = timedelta(seconds=9) / timedelta(days=1)  # in days


class Event(NamedTuple):
    days_ago: float
    act: Callable[..., object]  # takes `now`


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report to come. `after_days`: how long after the project's first release."""

    reporter: str
    category: Report.Category
    text: str
    after_days: float


def sign_up(person: Person, password: str) -> Event:
    return Event(person.days_ago, partial(_sign_up, person, password))


def releases(project: DemoProject) -> Iterator[Event]:
    """The files of each version, the inner versions not quite evenly spread."""
    chance = Random(project.name)  # noqa: S311 - for repeatable choice, not for secrets
    steps = max(len(project.versions) - 1, 1)
    for number, version in enumerate(project.versions):
        place = number + (chance.uniform(-0.4, 0.4) if 0 < number < steps else 0)
        days_ago = project.first - (project.first - project.last) * place / steps
        for file, (filename, content) in enumerate(build(project, version)):
            publish = partial(_publish, project, version, filename, content)
            yield Event(days_ago - file * BETWEEN_FILES, publish)


def complaint(project: DemoProject, said: Complaint) -> Event:
    return Event(project.first - said.after_days, partial(_report, project.name, said))


def verdict(project: DemoProject, decision: Verdict.Decision, moderator: str, after_days: float) -> Event:
    return Event(project.first - after_days, partial(_decide, project.name, decision, moderator))


def yank(name: str, version: str, days_ago: float, *, actor: str, reason: str) -> Event:
    return Event(days_ago, partial(_yank, name, version, actor, reason))


def archive(name: str, days_ago: float, *, actor: str, reason: str) -> Event:
    return Event(days_ago, partial(_archive, name, actor, reason))


def _sign_up(person: Person, password: str, *, now: datetime) -> None:
    user = register(
        username=person.username,
        email=person.email,
        password=password,
        is_verified=True,
        is_staff=person.is_staff,
        standing=person.standing,
        now=now,
    )
    api_tokens.issue(user=user, description="laptop", for_whole_account=True, now=now)


def _publish(project: DemoProject, version: str, filename: str, content: bytes, *, now: datetime) -> None:
    token = ApiToken.objects.select_related("user").get(user__username=project.owner)
    form = {"name": [project.name], "version": [version]}
    upload = Upload(filename=filename, content=ContentFile(content, filename), form=form)
    publish_file(upload=upload, proof=by_token(token), now=now)


def _report(name: str, said: Complaint, *, now: datetime) -> None:
    reports.file_report(
        reporter=User.objects.get(username=said.reporter),
        project=Project.objects.get(name=name),
        category=said.category,
        text=said.text,
        link="",
        now=now,
    )


def _decide(name: str, decision: Verdict.Decision, moderator: str, *, now: datetime) -> None:
    verdicts.decide(
        case=Project.objects.get(name=name).case,
        decision=decision,
        moderator=User.objects.get(username=moderator),
        now=now,
    )


def _yank(name: str, version: str, actor: str, reason: str, *, now: datetime) -> None:
    release = Release.objects.get(project__name=name, version=version)
    lifecycle.yank(release=release, actor=actor, reason=reason, now=now)


def _archive(name: str, actor: str, reason: str, *, now: datetime) -> None:
    project = Project.objects.get(name=name)
    lifecycle.set_status(project=project, status=Project.Status.ARCHIVED, actor=actor, reason=reason, now=now)
