"""`/status/`, its pages, its feed, and the banner: what everybody reads of incidents."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from moderation import audit, flags
from moderation.incidents import telling
from moderation.models import AuditEntry, Flag, Incident
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WORDS = {"is_signed": False, "is_public": True, "actor": "ada"}


def page(client, path="/status/"):
    return client.get(path).content.decode()


def add(incident, state, text="More is known.", *, hours=1, **fields):
    values = WORDS | {"now": NOW + hours * HOUR} | fields
    return telling.add_entry(incident=incident, state=state, text=text, **values)


def test_where_nothing_was_ever_wrong_it_says_so(client):
    text = page(client)
    assert "Nothing is wrong" in text
    assert "None yet." in text


def test_an_open_incident_stands_first_with_its_newest_entries_and_the_past_by_month(client, tell):
    past = tell("Slow search", started_at=NOW - 40 * 24 * HOUR)
    add(past, "resolved", hours=2)
    add(tell(), "identified", "It is one family of texts.")
    text = page(client).partition("<main")[2]
    order = ["Spam on the index</a>", "Identified", "It is one family", "Investigating", "Past incidents"]
    places = [text.index(words) for words in [*order, "January 2026", "Slow search"]]
    assert places == sorted(places)
    assert "Nothing is wrong" not in text


def test_past_incidents_are_paged(client, tell, django_assert_max_num_queries):
    for number in range(23):
        past = tell(f"Incident number {number}.", started_at=NOW - number * 24 * HOUR)
        add(past, "resolved")
    with django_assert_max_num_queries(6):
        first = page(client)
    second = page(client, "/status/?page=2")
    assert first.count("Incident number") == 20
    assert second.count("Incident number") == 3
    assert "Nothing is wrong" not in second


def test_an_incident_has_its_entries_newest_first_with_state_time_and_signature(client, tell):
    incident = tell()
    add(incident, "monitoring", "No new spam\n\n- since *05:08*", is_signed=True)
    text = page(client, f"/status/{incident.pk}/")
    assert text.index("Monitoring</h2>") < text.index("Investigating</h2>")
    assert "<li>since <em>05:08</em></li>" in text
    assert "17 Feb 2026, 20:22 UTC</time> by <bdi>ada</bdi>" in text
    assert "by <bdi>the moderators</bdi>" in text


def test_a_resolved_incident_has_an_end_and_no_banner_and_another_entry_opens_it_again(client, tell):
    incident = tell()
    add(incident, "resolved", hours=5)
    incident.refresh_from_db()
    assert incident.resolved_at == NOW + 5 * HOUR
    assert "Spam on the index" not in page(client, "/")
    add(incident, "update", hours=6)
    incident.refresh_from_db()
    assert incident.resolved_at is None
    assert "Spam on the index" in page(client, "/")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src="https://evil.example/x.png">',
        '<form action="https://evil.example/"><input name="password"></form>',
        '<p style="position:fixed">x</p>',
    ],
)
def test_no_entry_brings_anything_that_runs(client, tell, text):
    incident = tell(text=text, title="<b>bold</b>", sentence="<i>x</i>")
    for path in (f"/status/{incident.pk}/", "/status/"):
        main = page(client, path).partition("<main")[2].partition("</main>")[0]
        for words in ("<script", "javascript:", "<img", "<form", 'name="password', "style=", "<b>", "<i>"):
            assert words not in main


def test_an_address_in_an_entry_is_a_link_without_weight(client, tell):
    text = page(client, f"/status/{tell(text='See https://www.example.com now.').pk}/")
    assert 'href="https://www.example.com"' in text
    assert 'rel="nofollow ugc noopener noreferrer"' in text


def test_a_draft_is_nowhere_in_public(client, tell):
    draft = tell("A secret plan", is_public=False)
    public = tell()
    add(public, "update", "A secret entry", is_public=False)
    assert client.get(f"/status/{draft.pk}/").status_code == 404
    for path in ("/", "/status/", f"/status/{public.pk}/", "/rss/status.xml"):
        assert "ecret" not in page(client, path)
    assert client.get(f"/status/{2**63}/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/help/", "/account/login/", "/nothing-here/", "/search/?q=x"])
def test_the_banner_leads_there_from_every_page(client, tell, path):
    incident = tell()
    text = page(client, path)
    assert "Uploads of new projects are closed." in text
    assert f'href="/status/{incident.pk}/"' in text


def test_many_open_incidents_are_three_banners(client, tell):
    for number in range(5):
        tell(f"Trouble {number}.", started_at=NOW - number * HOUR)
    assert page(client, "/").count("Trouble") == 3


def test_a_banner_costs_one_query_whatever_is_open(client, tell, django_assert_num_queries):
    def queries_of_help():
        with django_assert_num_queries(2):  # incidents, switches
            client.get("/help/")

    queries_of_help()
    for number in range(4):
        tell(f"Trouble {number}.")
    queries_of_help()


def test_machine_pages_do_not_ask_for_incidents(client, tell, django_assert_num_queries):
    tell()
    assert b"Spam on the index" not in b"".join(client.get("/simple/"))
    assert "Spam" not in client.get("/robots.txt").content.decode()


def test_strangers_share_a_copy_and_who_is_logged_in_has_none(client, tell):
    path = f"/status/{tell().pk}/"
    for address in ("/status/", path):
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, max-age=30"
        assert "Cookie" in answer["Vary"]
        assert "Set-Cookie" not in answer
        assert not answer.cookies
    client.force_login(make_user())
    assert set(client.get(path)["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_in_a_private_index_it_is_for_readers(client, tell, settings):
    settings.READERS_LOG_IN = True
    path = f"/status/{tell().pk}/"
    assert client.get(path)["Location"].startswith("/account/login/")
    assert client.get("/rss/status.xml").status_code == 401
    client.force_login(make_user())
    assert "private" in client.get(path)["Cache-Control"]


# The public timeline


def test_what_was_done_in_its_time_is_told_without_names(client, tell):
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS,
        enabled=True,
        reach=Flag.Reach.NEWCOMERS,
        actor="ada",
        reason="ring of mallory",
        expires_at=NOW + 2 * HOUR,
        now=NOW,
    )
    flags.set_flag(id_=Flag.Id.READ_ONLY, enabled=False, actor="ada", reason="calm", now=NOW + HOUR)
    for action, subject, after in (
        ("purge removed", "purge 7", {"projects": 1525, "accounts": 1}),
        ("freeze", "mallory", {}),
        ("ban mail domain", "evil.example", {}),
        ("an act of tomorrow", "mallory", {}),
        ("flag on", "a-switch-of-tomorrow", {"expires_at": "no time", "reach": 3}),
        ("purge undone", "purge 7", {"projects": "many"}),
    ):
        audit.record(
            actor="ada", action=action, subject=subject, reason="mallory", after=after, now=NOW + HOUR
        )
    text = page(client, f"/status/{tell().pk}/")
    for words in (
        "The switch “New projects of newcomers wait for review” is on, until 2026-02-17 21:22 UTC.",
        "The switch “Read only” is off again.",
        "A clean-up removed 1,525 projects and 1 account.",
        "A mail domain was closed to new accounts.",
        "A switch is on",
        "brought back nothing",
    ):
        assert words in text
    for words in ("ada", "mallory", "evil.example", "calm", "tomorrow", "purge 7"):
        assert words not in text


def test_what_was_done_before_and_after_is_not_told(client, tell):
    incident = tell()
    for hours in (-1, 9):
        flags.set_flag(id_=Flag.Id.READ_ONLY, enabled=True, actor="ada", reason="r", now=NOW + hours * HOUR)
    add(incident, "resolved", hours=8)
    assert "is on" not in page(client, f"/status/{incident.pk}/")


def test_the_timeline_is_bounded(client, tell, django_assert_max_num_queries):
    AuditEntry.objects.bulk_create(
        AuditEntry(actor="ada", action="ban mail domain", subject="x.example", at=NOW) for _ in range(200)
    )
    path = f"/status/{tell().pk}/"
    with django_assert_max_num_queries(6):
        assert page(client, path).count("A mail domain was closed") == 50


# The feed


def items(client):
    return ET.fromstring(client.get("/rss/status.xml").content).findall("channel/item")


def test_the_feed_has_the_entries_newest_first(client, tell, settings):
    settings.SITE_URL = "https://index.example"
    incident = tell()
    entry = add(incident, "monitoring", "It is *calm* & quiet.\x0b")
    first, second = items(client)
    assert first.findtext("title") == "Monitoring: Spam on the index"
    assert first.findtext("link") == f"https://index.example/status/{incident.pk}/#entry-{entry.pk}"
    assert "<em>calm</em> &amp; quiet" in first.findtext("description")
    assert second.findtext("title").startswith("Investigating")


def test_the_feed_is_304_until_something_is_said_or_corrected(client, tell):
    incident = tell()
    etag = client.get("/rss/status.xml")["ETag"]
    unchanged = {"if-none-match": etag}
    assert client.get("/rss/status.xml", headers=unchanged).status_code == 304
    telling.correct(
        entry=incident.entries.get(), text="Other words.", reason="r", actor="ada", now=NOW + HOUR
    )
    answer = client.get("/rss/status.xml", headers=unchanged)
    assert answer.status_code == 200
    head = {"title": "Another", "sentence": "x", "impact": "minor", "reason": "r"}
    telling.change(incident=incident, **head, actor="ada", now=NOW + 2 * HOUR)
    assert client.get("/rss/status.xml", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_the_database_refuses_an_end_without_its_state(tell):
    from django.db import IntegrityError, transaction

    incident = tell()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(resolved_at=NOW)
