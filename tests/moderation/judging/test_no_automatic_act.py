"""Scores, switches, reports and rules in whatever order: none deletes, freezes, or touches what the established own."""

import itertools
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from classifier import registry
from classifier.models import Score
from index.models import DistributionFile, JournalEntry, Project, Release
from moderation import flags, new_projects
from moderation.models import Flag, Report, Rule, Verdict
from moderation.reporting import reports
from moderation.rules import acting as rules
from moderation.scoring import triage
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user

pytestmark = pytest.mark.django_db

STANDINGS = ("newcomer", "established", "trusted")


def score(release, probability):
    Score.objects.filter(release=release).update(is_current=False)
    row = Score.objects.create(
        release=release,
        model=registry.current_row(),
        spam_probability=probability,
        reasons=[],
        document={"schema": 1, "name": "x"},
        is_current=True,
        scored_at=NOW,
    )
    triage.triage(row.pk)


def upload(project, number):
    summary = "Sorts tide tables." if number % 3 else "Sorts ebb tables."
    release = make_release(project, f"2.{number}", summary=summary)
    make_file(release)
    new_projects.hold_if_new(release.pk)
    rules.follow(release.pk)
    return release


def turn(on, reach):
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS,
        enabled=on,
        reach=reach if on else "",
        actor="ada",
        reason="a wave",
        now=NOW,
    )


def complain(project, reporter, category):
    if not Report.objects.filter(project=project, reporter=reporter).exists():
        reports.file_report(reporter=reporter, project=project, category=category, text="x", link="", now=NOW)
    owner = project.roles.order_by("pk").first().user
    if not Report.objects.filter(account=owner, reporter=reporter).exists():
        reports.report_account(
            reporter=reporter, account=owner, category=category, text="x", link="", now=NOW
        )


@pytest.mark.parametrize("seed", range(6))
def test_no_automatic_act_deletes_freezes_or_touches_what_an_established_person_owns(settings, seed):
    settings.HOLD_ABOVE, settings.TRUSTED_REPORTS_HOLD = 0.6, True
    settings.REPORTS_A_DAY = dict.fromkeys(settings.REPORTS_A_DAY, 0)
    chance = random.Random(seed)
    projects = {}
    pairs = list(itertools.product(STANDINGS, (None, *STANDINGS)))
    for standing, second in pairs + [("newcomer", None)] * 8:
        project = make_project(owner=make_user(granted_standing=standing), listed=chance.random() < 0.5)
        make_file(make_release(project))
        if second:
            make_role(project, make_user(granted_standing=second), kind="owner")
        projects[project.pk] = {standing, second} <= {"newcomer", None}
    for effect in ("hold", "unlist"):
        Rule.objects.create(
            title=effect,
            alternatives=[{"text": ["ebb tables"]}],
            effect=effect,
            lasts=timedelta(days=7),
            made_at=NOW,
            trial_since=NOW,
            started_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=7),
        )
    reporters = [make_user(granted_standing=standing) for standing in STANDINGS for _ in range(2)]
    listed = set(Project.objects.filter(listed=True).values_list("pk", flat=True))
    for number in range(150):
        project = Project.objects.get(pk=chance.choice(list(projects)))
        match chance.choice(("score", "score", "upload", "report", "report")):
            case "score":
                releases = project.releases.filter(scores=None).order_by("pk")
                score(releases.first() or upload(project, number), chance.random())
            case "upload":
                upload(project, number)
            case _:
                complain(project, chance.choice(reporters), chance.choice(Report.Category.values))
        if chance.random() < 0.1:
            turn(chance.random() < 0.5, chance.choice(Flag.Reach.values))
    assert not Project.objects.exclude(removed_at=None).exists()
    assert not Release.objects.exclude(removed_at=None).exists()
    assert not DistributionFile.objects.exclude(removed_at=None).exists()
    assert not Project.objects.filter(status=Project.Status.QUARANTINED).exists()
    assert not User.objects.exclude(frozen_at=None).exists()
    assert not User.objects.filter(is_active=False).exists()
    assert not Verdict.objects.exists()
    assert not Report.objects.exclude(settled_at=None).exists()
    for entry in JournalEntry.objects.filter(action__in=("hold release", "unlist project")):
        assert projects[entry.project_id], f"{entry.action} by {entry.actor} hit an established owner's"
    for pk in listed:
        assert projects[pk] or Project.objects.get(pk=pk).listed
    assert JournalEntry.objects.filter(action="hold release", actor="triage").exists()
    assert JournalEntry.objects.filter(action="hold release", actor="trusted-reports").exists()
    assert JournalEntry.objects.filter(action="hold release", actor="rules").exists()
