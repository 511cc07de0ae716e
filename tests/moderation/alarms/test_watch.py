"""The watch: from rows of the index to alarms, mails, webhooks and switches, and back when it is calm."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from index.models import Project
from moderation import flags
from moderation.alarms import intake, ladder, watch
from moderation.alarms.models import Alarm, IntakeHour, Kind, Ladder, Reading, SeenHost, Span, Step
from moderation.models import AuditEntry, Flag, WebhookDelivery
from moderation.webhooks.models import Webhook
from tests.factories import NOW, make_project, make_release, make_user, scored
from tests.mails import delivered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHT = NOW.replace(minute=30) + timedelta(days=3)


def wave(count, *, at, owner=None):
    """So many projects of one newcomer."""
    owner = owner or make_user(is_verified=False)
    for _ in range(count):
        project = make_project(owner=owner)
        Project.objects.filter(pk=project.pk).update(created_at=at)


def allow(step, *, now=NIGHT):
    with transaction.atomic():
        ladder.set_limit(limit=step, actor="ada", reason="we sleep", now=now)


def on():
    return {(flag.id, flag.reach) for flag in flags.switched_on(NIGHT + timedelta(minutes=59))}


def test_a_quiet_hour_raises_nothing_and_shows_what_was_read():
    make_user()
    assert watch.look(now=NIGHT) == []
    assert Reading.objects.count() == len(Kind) * len(Span)


def test_a_wave_raises_one_alarm_however_often_it_is_looked_at():
    wave(60, at=NIGHT - timedelta(minutes=5))
    assert [(alarm.kind, alarm.span) for alarm in watch.look(now=NIGHT)] == [("new-projects", 1)]
    assert watch.look(now=NIGHT) == []
    wave(20, at=NIGHT)
    assert watch.look(now=NIGHT + timedelta(minutes=1)) == [] or Span.DAY in {
        a.span for a in Alarm.objects.all()
    }
    assert Alarm.objects.get(span=Span.HOUR).peak == 80


def test_many_projects_of_a_trusted_account_wake_nobody():
    wave(60, at=NIGHT, owner=make_user(granted_standing="trusted"))
    assert watch.look(now=NIGHT + timedelta(minutes=1)) == []


def test_sign_ups_first_projects_and_expected_spam_are_counted():
    for _ in range(3):
        owner = make_user()
        scored(make_release(make_project(owner=owner)), 0.9)
        make_project(owner=owner)
    since, until = NOW, NOW + HOUR
    assert intake.sign_ups(since, until) == 3
    assert intake.first_projects(since, until) == 3
    assert intake.new_projects(since, until) == 6
    assert intake.expected_spam(since, until) == pytest.approx(2.7)


def test_an_account_with_an_older_project_is_no_first_one():
    owner = make_user()
    make_project(owner=owner)
    wave(2, at=NOW + 2 * HOUR, owner=owner)
    assert intake.first_projects(NOW + HOUR, NOW + 3 * HOUR) == 0


def test_a_site_is_new_once():
    for _ in range(2):
        score = scored(make_release(description="See https://www.quiet-harbour.net/watch now."), 0.9)
        intake.note_hosts(score.pk)
        intake.note_hosts(score.pk)
    assert list(SeenHost.objects.values_list("domain", flat=True)) == ["quiet-harbour.net"]
    assert intake.new_hosts(score.scored_at - HOUR, score.scored_at + HOUR) == 1


def test_hours_are_caught_up_with_from_what_the_index_remembers():
    make_user()
    watch.catch_up(now=NIGHT)
    watch.catch_up(now=NIGHT)
    assert IntakeHour.objects.filter(kind=Kind.SIGN_UPS).count() == 48  # a day's worth in each look
    first = IntakeHour.objects.filter(kind=Kind.SIGN_UPS).earliest("hour")
    assert (first.hour, first.count) == (NOW.replace(minute=0), 1)


def test_a_wave_does_not_become_usual():
    make_user()
    wave(400, at=NOW + HOUR)
    watch.catch_up(now=NIGHT)
    hour = IntakeHour.objects.get(kind=Kind.NEW_PROJECTS, count__gt=300)
    assert hour.learned < 40


def test_an_alarm_ends_an_hour_after_it_was_last_over_its_line():
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    watch.look(now=NIGHT + timedelta(minutes=62))
    assert Alarm.objects.get(span=Span.HOUR).ended_at is not None


def test_admins_get_one_mail_and_webhooks_hear_of_it(ada):
    Webhook.objects.create(url="https://hooks.example/", events=["alarm.changed"], salt="s", created_at=NOW)
    wave(60, at=NIGHT)
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    mails = [mail for mail in delivered() if "more comes in" in mail.subject]
    assert [mail.to for mail in mails] == [["ada@example.com"]]
    assert "/moderation/alarms/" in mails[0].body
    assert WebhookDelivery.objects.filter(event="alarm.changed").exists()


def test_alone_an_alarm_closes_nothing():
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    assert on() == set()


def test_where_admins_allow_it_the_ladder_is_climbed_as_it_gets_worse_and_left_when_calm():
    allow(Step.CLOSE)
    for minutes, count in ((0, 60), (12, 130), (24, 300)):
        wave(count, at=NIGHT + timedelta(minutes=minutes))
        watch.look(now=NIGHT + timedelta(minutes=minutes + 1))
        seen = Ladder.objects.get().step
        assert seen == minutes // 12 + 1
    assert on() == {("hold-new-projects", "all"), ("disallow-new-project-registration", "")}
    for hours in range(2, 5):
        watch.look(now=NIGHT + hours * HOUR)
    assert Ladder.objects.get().step == Step.HOLD_NEWCOMERS  # of the day it is still too much
    for hours in range(26, 32):
        watch.look(now=NIGHT + hours * HOUR)
    assert Ladder.objects.get().step == Step.NONE
    assert not flags.switched_on(NIGHT + 5 * HOUR).exists()
    acts = AuditEntry.objects.filter(actor="alarm").values_list("action", flat=True)
    assert {"flag on", "flag off"} <= set(acts)


def test_no_step_beyond_what_is_allowed():
    allow(Step.HOLD_NEWCOMERS)
    for minutes, count in ((0, 60), (12, 200), (24, 600)):
        wave(count, at=NIGHT + timedelta(minutes=minutes))
        watch.look(now=NIGHT + timedelta(minutes=minutes + 1))
    assert on() == {("hold-new-projects", "newcomers")}


def test_what_a_person_set_is_left_alone():
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS, enabled=True, actor="ada", reason="rest", reach="all", now=NIGHT
    )
    allow(Step.HOLD_NEWCOMERS)
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    flag = Flag.objects.get(pk=Flag.Id.HOLD_NEW_PROJECTS)
    assert (flag.changed_by, flag.reach) == ("ada", "all")


def test_each_step_has_an_end_that_a_dead_watch_cannot_prolong():
    allow(Step.CLOSE)
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    assert not flags.switched_on(NIGHT + 3 * HOUR).exists()


def test_a_lower_limit_takes_the_step_back_at_once():
    allow(Step.HOLD_ALL)
    wave(60, at=NIGHT)
    watch.look(now=NIGHT + timedelta(minutes=1))
    allow(Step.NONE, now=NIGHT + timedelta(minutes=2))
    assert on() == set()


def test_only_sign_ups_close_sign_up():
    wanted = ladder._switches(Step.CLOSE, {Kind.SIGN_UPS})
    assert Flag.Id.NO_NEW_USERS in wanted
    assert Flag.Id.NO_NEW_PROJECTS not in wanted


def test_sign_ups_are_an_alarm_too():
    User.objects.bulk_create(
        User(username=f"new{n}", email=f"n{n}@example.com", date_joined=NIGHT) for n in range(60)
    )
    assert [alarm.kind for alarm in watch.look(now=NIGHT + timedelta(minutes=1))] == ["sign-ups"]
