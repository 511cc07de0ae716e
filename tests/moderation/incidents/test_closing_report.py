"""The draft of the closing report: figures of the incident's time, and of no other; no names."""

from datetime import timedelta

import pytest

from accounts import freezing
from accounts.models import RefusalCount
from index import changelog, lifecycle
from index.models import DailyDownloads, JournalEntry
from moderation import audit, flags
from moderation.incidents import closing_report, figures, telling
from moderation.models import Flag
from tests.factories import NOW, make_file, make_project, make_release, make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SAID = {"actor": "ada", "reason": "secret reasons"}


def at(hours):
    return NOW + hours * HOUR


def flip(id_, enabled, hours, **fields):
    flags.set_flag(id_=id_, enabled=enabled, **SAID, now=at(hours), **fields)


def refuse(gates, code, hours, count):
    hour = at(hours).replace(minute=0)
    RefusalCount.objects.create(gates=gates, code=code, hour=hour, count=count)


def removed_project(name, hours, downloaded=0):
    project = make_project(name)
    make_file(make_release(project))
    lifecycle.remove(project=project, **SAID, now=at(hours))
    DailyDownloads.objects.create(project=project, day=at(hours).date(), count=downloaded)
    return project


def test_it_tells_what_happened_what_was_done_and_the_figures(tell):
    incident = tell()
    flip(Flag.Id.NO_NEW_PROJECTS, True, 1)
    flip(Flag.Id.NO_NEW_PROJECTS, False, 4)
    refuse("SIGNUP_GATES", "captcha_missing", 2, 1204)
    refuse("SIGNUP_GATES", "bait_taken", 2, 6)
    refuse("UPLOAD_GATES", "disallow-new-upload", 3, 88)
    removed_project("films", 2, downloaded=340)
    back = removed_project("honest", 2)
    lifecycle.restore(project=back, **SAID, now=at(3))
    lifecycle.hold(release=make_release(make_project("held")), **SAID, now=at(2))
    freezing.freeze(user=make_user("mallory"), **SAID, now=at(2))
    text = closing_report.draft(incident, now=at(29))
    for line in (
        "Uploads of new projects are closed.",
        "It began at 2026-02-17 19:22 UTC and was over at 2026-02-19 00:22 UTC, after 1 day 5 hours.",
        "- 2026-02-17 20:22 UTC: The switch “No new projects” is on.",
        "- From the beginning to the first act: 1 hour.",
        "- Sign-ups refused: 1,210 (captcha missing 1,204, bait taken 6).",
        "- Uploads refused: 88 (disallow new upload 88).",
        "- Releases held for review: 1.",
        "- Projects removed: 2.",
        "- Projects restored: 1.",
        "- Accounts frozen: 1.",
        "- Downloads of what was removed: 340.",
        "- The switch “No new projects” was on for 3 hours.",
    ):
        assert line in text
    for name in ("mallory", "films", "ada", "secret reasons"):
        assert name not in text


def test_what_was_before_and_after_does_not_count(tell):
    incident = tell()
    for hours in (-2, 9):
        refuse("SIGNUP_GATES", "captcha_missing", hours, 5)
        removed_project(f"project{hours}".replace("-", "m"), hours)
        freezing.freeze(user=make_user(), **SAID, now=at(hours))
        audit.record(actor="ada", action="note", subject="x", now=at(hours))
    telling.add_entry(
        incident=incident,
        state="resolved",
        text="Over.",
        is_signed=False,
        is_public=True,
        actor="ada",
        now=at(8),
    )
    incident.refresh_from_db()
    text = closing_report.draft(incident, now=at(20))
    assert "Nothing was refused, held or removed." in text
    assert "Nothing that everybody would see." in text


@pytest.mark.parametrize(
    ("flips", "on_for"),
    [
        ([(True, -2, None), (False, 3, None)], 3 * HOUR),  # on before it began
        ([(True, 2, None)], 6 * HOUR),  # never turned off
        ([(True, 2, 3)], HOUR),  # ended by itself
        ([(True, -5, -1)], None),  # ended before
        ([(True, 1, 9), (True, 2, 4)], 3 * HOUR),  # changed while on
        ([(False, 1, None)], None),
    ],
)
def test_how_long_a_switch_was_on(flips, on_for):
    for enabled, hours, until in flips:
        expires_at = at(until) if until is not None else None
        flip(Flag.Id.READ_ONLY, enabled, hours, expires_at=expires_at)
    expected = [] if on_for is None else [("Read only", on_for)]
    assert figures.of_time(NOW, at(8)).switches == expected


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(minutes=8, seconds=5), "8 minutes"),
        (timedelta(hours=4, minutes=1), "4 hours 1 minute"),
        (timedelta(days=5, hours=2, minutes=51), "5 days 2 hours"),
    ],
)
def test_a_duration_in_words(duration, words):
    assert closing_report.in_words(duration) == words


def test_the_serial_of_a_moment_is_found_in_few_queries(django_assert_max_num_queries):
    project = make_project()
    JournalEntry.objects.bulk_create(
        JournalEntry(project=project, action="x", actor="ann", at=NOW + timedelta(minutes=number))
        for number in range(500)
    )
    rows = list(JournalEntry.objects.order_by("pk").values_list("pk", "at"))
    for number in (0, 1, 250, 499):
        with django_assert_max_num_queries(15):
            assert changelog.last_serial_at(rows[number][1]) == rows[number][0]
    assert changelog.last_serial_at(NOW - HOUR) < rows[0][0]
    assert changelog.last_serial_at(rows[-1][1] + HOUR) == rows[-1][0]


def test_the_page_has_it_in_the_form_and_publishing_it_ends_the_incident(client, ada, tell):
    incident = tell()
    page = client.get(f"/moderation/incidents/{incident.pk}/report/")
    form = page.context["form"]
    assert form["state"].value() == "resolved"
    client.post(
        f"/moderation/incidents/{incident.pk}/entries/publish/",
        {"state": "resolved", "text": form["text"].value()},
    )
    public = client.get(f"/status/{incident.pk}/").content.decode()
    assert "<strong>What happened.</strong> Uploads of new projects are closed." in public
    assert "Resolved</h2>" in public


def test_it_costs_a_fixed_number_of_queries(tell, django_assert_max_num_queries):
    incident = tell()
    for number in range(30):
        removed_project(f"wave{number}", 1)
        refuse("SIGNUP_GATES", f"code{number}", 1, 1)
    with django_assert_max_num_queries(50):  # of them 2 x 13 look for serials, 12 are of switches
        closing_report.draft(incident, now=at(3))
