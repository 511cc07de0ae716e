"""What became of hits, and a rule that is wrong too often."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from index import lifecycle
from index.models import Release
from moderation import front_page
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Purge, PurgedProject, Rule, RuleHit, Verdict
from moderation.rules import mistakes, tasks
from moderation.rules.models import Outcome
from moderation.rules.outcomes import Record, record_of
from tests.distributions import make_wheel
from tests.factories import make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


@pytest.fixture
def moderator():
    return make_user("mo", is_staff=True, role=User.Role.MODERATOR)


@pytest.fixture
def hit(upload):
    def send(*names):
        for name in names:
            upload(make_wheel(name))

    return send


@pytest.fixture
def judge(moderator):
    def decide(name, decision):
        case = Case.objects.get(project__normalized_name=name)
        return verdicts.decide(case=case, decision=decision, moderator=moderator, now=timezone.now())

    return decide


def outcomes():
    return dict(RuleHit.objects.values_list("project__normalized_name", "outcome"))


@pytest.mark.parametrize(
    ("wrong", "right", "is_too_often"),
    [
        (2, 0, False),
        (3, 0, True),
        (3, 17, True),
        (3, 18, False),
        (6, 44, True),
        (5, 45, False),
        (10, 90, True),
    ],
)
def test_the_bar_takes_three_and_near_certainty(wrong, right, is_too_often):
    record = Record({Outcome.HONEST: wrong - 1, Outcome.FREED: 1, Outcome.SPAM: right, Outcome.UNKNOWN: 999})
    assert mistakes.is_too_often_wrong(record) == is_too_often


def test_three_wrong_hits_switch_it_off_and_all_are_told(client, in_force, hit, judge, ada):
    rule = in_force(name=["film-*"])
    hit("film-a", "film-b", "film-c", "film-d")
    judge("film-a", NOT_SPAM)
    judge("film-b", NOT_SPAM)
    assert Rule.objects.in_force(timezone.now()).exists()
    judge("film-c", NOT_SPAM)
    rule.refresh_from_db()
    assert (rule.ended_itself, rule.ended_by) == (True, "rules")
    hit("film-e")
    assert not Release.objects.get(project__normalized_name="film-e").held_at
    entry = AuditEntry.objects.get(action="rule ends itself")
    assert (entry.actor, entry.subject, entry.reason) == (
        "rules",
        f"rule {rule.pk}",
        "3 of 3 hits that were judged were wrong.",
    )
    (mail,) = [mail for mail in delivered() if "switched itself off" in mail.subject]
    assert mail.to == ["ada@example.com"]
    assert f"/moderation/rules/{rule.pk}/" in mail.body
    tile = next(tile for tile in front_page.read(now=timezone.now()).tiles if tile.title == "rules in force")
    assert (tile.figure, tile.tone) == ("0", "bad")
    assert "“Free films” switched itself off: 3 of 3" in tile.warning
    page = client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    assert "It switched itself off." in page
    assert "switched itself off" in client.get("/moderation/rules/").content.decode()
    assert "hitting wrongly too often" in client.get("/moderation/audit/").content.decode()


def test_what_was_spam_speaks_for_it(in_force, hit, judge):
    rule = in_force(name=["film-*"])
    hit("film-a")
    judge("film-a", SPAM)
    assert outcomes() == {"film-a": "spam"}
    record = record_of(rule)
    assert (record.wrong.count, record.wrong.of) == (0, 1)


def test_a_verdict_that_is_undone_counts_no_more(in_force, hit, judge, moderator):
    in_force(name=["film-*"])
    hit("film-a")
    verdict = judge("film-a", NOT_SPAM)
    verdicts.undo(verdict=verdict, moderator=moderator, now=timezone.now())
    assert outcomes() == {"film-a": ""}


def test_released_by_hand_is_wrong(in_force, hit):
    in_force(name=["film-*"])
    hit("film-a")
    lifecycle.free(release=Release.objects.get(), actor="ada", reason="honest", now=timezone.now())
    tasks.watch_rules()
    assert outcomes() == {"film-a": "freed"}


def test_an_owner_who_is_known_since_is_wrong(in_force, hit, ann):
    in_force(name=["film-*"])
    hit("film-a")
    tasks.watch_rules()
    assert outcomes() == {"film-a": ""}
    User.objects.filter(pk=ann.pk).update(granted_standing="trusted")
    tasks.watch_rules()
    assert outcomes() == {"film-a": "trusted"}


def test_an_owner_who_was_known_then_was_meant(in_force, hit, ann):
    User.objects.filter(pk=ann.pk).update(granted_standing="trusted")
    in_force(name=["film-*"], reach="all")
    hit("film-a")
    tasks.watch_rules()
    assert outcomes() == {"film-a": ""}


def test_purged_is_spam(in_force, hit):
    in_force(name=["film-*"])
    hit("film-a")
    now = timezone.now()
    purge = Purge.objects.create(drafted_by="ada", drafted_at=now)
    project = Release.objects.get().project
    PurgedProject.objects.create(purge=purge, project=project, ticked=True, why="named", done_at=now)
    tasks.watch_rules()
    assert outcomes() == {"film-a": "spam"}


def test_a_worker_switches_off_what_became_wrong_without_a_verdict(in_force, hit):
    rule = in_force(name=["film-*"])
    hit("film-a", "film-b", "film-c")
    for release in Release.objects.all():
        lifecycle.free(release=release, actor="ada", reason="honest", now=timezone.now())
    tasks.watch_rules()
    tasks.watch_rules()
    rule.refresh_from_db()
    assert rule.ended_itself
    assert AuditEntry.objects.filter(action="rule ends itself").count() == 1


def test_a_verdict_that_failed_says_nothing_of_a_rule(in_force, hit, judge):
    in_force(name=["film-*"])
    hit("film-a")
    with transaction.atomic():
        judge("film-a", NOT_SPAM)
        transaction.set_rollback(True)
    assert outcomes() == {"film-a": ""}
