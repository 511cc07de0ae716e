"""`/moderation/handover/`: the note that writes itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from moderation import audit, flags
from moderation.models import AuditEntry, Flag
from tests.factories import make_case

pytestmark = pytest.mark.django_db

PAGE = "/moderation/handover/"
HOUR = timedelta(hours=1)


def ago(hours):
    return timezone.now() - hours * HOUR


def did(action="freeze", subject="mallory", hours=1, actor="ada", reason=""):
    audit.record(actor=actor, action=action, subject=subject, reason=reason, now=ago(hours))


def note(client, query=""):
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.context["note"].as_text()


def test_it_tells_what_is_on_what_waits_and_what_was_done_by_whom(client, ada, tell):
    flags.set_flag(
        id_=Flag.Id.READ_ONLY,
        enabled=True,
        actor="ada",
        reason="moving house",
        expires_at=timezone.now() + 5 * HOUR,
        now=ago(2),
    )
    tell("A wave", started_at=ago(3), now=ago(3))
    tell("A plan", started_at=ago(3), now=ago(3), is_public=False)
    make_case("films")
    did(actor="mo", reason="sells\n\nOn now\n- nothing")
    text = note(client)
    for words in (
        "- Switch “Read only”, by ada since ",
        ": moving house\n",
        "“A wave”, Investigating, since ",
        "“A plan”, a draft, since ",
        "- waiting for a person: 1, oldest",
        "- mo: 1 × freeze\n",
        "mo froze the account mallory: sells On now - nothing\n",
    ):
        assert words in text
    assert text in client.get(PAGE).content.decode().replace("&#x27;", "'")


def test_what_was_done_often_is_counted_and_not_told_one_by_one(client, ada):
    for number in range(12):
        did("verdict", f"project-{number}")
    did("freeze", "mallory")
    text = note(client)
    assert "- ada: 12 × verdict, 1 × freeze" in text
    assert "project-3" not in text
    assert "froze the account mallory" in text


def test_it_begins_a_day_ago_or_with_the_hours_that_are_asked_for(client, ada):
    did(subject="recent", hours=2)
    did(subject="yesterday", hours=23)
    did(subject="before", hours=30)
    assert "yesterday" in note(client)
    assert "before" not in note(client)
    assert "before" in note(client, "?hours=31")
    assert "yesterday" not in note(client, "?hours=3")


def test_after_a_handover_ones_own_note_begins_there_and_that_of_others_does_not(client, ada):
    did(subject="early", hours=3)
    audit.record(actor="ada", action="hand over", subject="mo", now=ago(2))
    did(subject="late", hours=1)
    assert "early" not in note(client)
    assert "late" in note(client)
    User.objects.filter(username="ada").update(username="mo")
    assert "early" in note(client)


def test_handing_over_is_written_down(client, ada):
    client.post(f"{PAGE}hand-over/", {"to": "mo"})
    client.post(f"{PAGE}hand-over/", {"to": ""})
    acts = AuditEntry.objects.order_by("pk").values_list("actor", "action", "subject")
    assert list(acts) == [("ada", "hand over", "mo"), ("ada", "hand over", "whoever comes")]


@pytest.mark.parametrize("hours", ["0", "-1", "x", "337", "9" * 30])
def test_hours_that_are_none_are_told_in_the_page(client, ada, hours):
    answer = client.get(f"{PAGE}?hours={hours}")
    assert answer.status_code == 400
    assert "Handover:" in answer.content.decode()


def test_a_name_that_is_none_is_told_in_the_page(client, ada):
    assert client.post(f"{PAGE}hand-over/", {"to": "x" * 51}).status_code == 400
    assert client.post(f"{PAGE}hand-over/", {"to": "a\0b"}).status_code == 400
    assert not AuditEntry.objects.exists()


def test_it_is_bounded_and_costs_a_fixed_number_of_queries(client, ada, django_assert_max_num_queries):
    AuditEntry.objects.bulk_create(
        AuditEntry(actor="ada", action=f"act {number}", subject="x", at=ago(1)) for number in range(300)
    )
    with django_assert_max_num_queries(36):
        text = note(client)
    assert text.count("did “act") == 40
