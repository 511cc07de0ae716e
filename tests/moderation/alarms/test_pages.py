"""The page of alarms: what is read, how far alarms may go, and rest in one click."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from index.models import Project
from moderation import flags
from moderation.alarms import rest, watch
from moderation.alarms.models import Ladder, Step
from moderation.models import AuditEntry, Flag
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 2, 20, 22, 0, tzinfo=UTC)


def test_the_page_says_what_came_in_and_what_is_usual(client, ada):
    assert "Nothing was looked at yet" in client.get("/moderation/alarms/").content.decode()
    now = timezone.now()
    owner = make_user(is_verified=False)
    for _ in range(60):
        make_project(owner=owner)
    Project.objects.update(created_at=now)
    watch.look(now=now + timedelta(seconds=1))
    page = re.sub(r"\s+", " ", client.get("/moderation/alarms/").content.decode())
    assert "New projects: 60</strong> in the last hour" in page
    assert ">60<" in page


def test_an_admin_says_how_far_alarms_may_go(client, ada):
    answer = client.post("/moderation/alarms/limit/", {"limit": "2", "reason": "we sleep"}, follow=True)
    assert "Alarms go no further than “Hold all new projects”" in answer.content.decode()
    assert Ladder.objects.get().limit == Step.HOLD_ALL
    assert AuditEntry.objects.get(action="alarm limit").reason == "we sleep"


@pytest.mark.parametrize("form", [{"limit": "9", "reason": "x"}, {"limit": "1"}, {}])
def test_a_limit_that_is_none_changes_nothing(client, ada, form):
    answer = client.post("/moderation/alarms/limit/", form)
    assert answer.status_code == 400
    assert not Ladder.objects.exclude(limit=0).exists()


def test_rest_is_one_click_on_the_page(client, ada):
    page = client.get("/moderation/alarms/").content.decode()
    until = re.search(r'name="until" value="([^"]+)"', page).group(1)
    answer = client.post("/moderation/rest/", {"until": until}, follow=True)
    assert "Sleep well" in answer.content.decode()
    flag = flags.switched_on(timezone.now()).get()
    assert (flag.id, flag.reach) == (Flag.Id.HOLD_NEW_PROJECTS, "all")
    assert flag.expires_at.strftime("%Y-%m-%dT%H:%M") == until
    assert "new projects wait for review until" in client.get("/").content.decode()


@pytest.mark.parametrize("until", ["", "yesterday", "2020-01-01T09:00", "2999-01-01T09:00"])
def test_a_rest_that_is_none_is_refused_in_a_sentence(client, ada, until):
    answer = client.post("/moderation/rest/", {"until": until})
    assert answer.status_code == 400
    assert not Flag.objects.exists()


def test_on_friday_night_monday_morning_is_a_click():
    assert [(choice.label, choice.until.isoformat()) for choice in rest.choices(FRIDAY)] == [
        ("Saturday 09:00", "2026-02-21T09:00:00+00:00"),
        ("Monday 09:00", "2026-02-23T09:00:00+00:00"),
    ]


def test_on_sunday_tomorrow_and_monday_are_one_choice():
    assert [choice.label for choice in rest.choices(FRIDAY + timedelta(days=2))] == ["Monday 09:00"]
