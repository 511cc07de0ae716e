"""`/moderation/incidents/`: opened, told of, corrected; by whom, and with what left in the audit."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import User
from moderation import flags
from moderation.acts import NotDone
from moderation.incidents import telling
from moderation.models import AuditEntry, Flag, Incident, IncidentEntry
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

HOME = "/moderation/incidents/"
FORM = {
    "title": "Spam on the index",
    "sentence": "Installing works as usual.",
    "impact": "minor",
    "started_at": "2026-02-17 19:22",
    "state": "investigating",
    "text": "We are being spammed.",
}


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("actor", "action", "subject"))


def test_an_admin_opens_an_incident_and_it_is_public_at_once(client, ada):
    answer = client.post(f"{HOME}open/", FORM)
    incident = Incident.objects.get()
    assert answer["Location"] == f"{HOME}{incident.pk}/"
    assert client.get(f"/status/{incident.pk}/").status_code == 200
    assert acts() == [
        ("ada", "open incident", f"incident {incident.pk}"),
        ("ada", "publish incident entry", f"incident {incident.pk}"),
    ]


def test_a_moderator_drafts_one_and_an_admin_publishes_it(client, mo):
    assert client.post(f"{HOME}open/", FORM).status_code == 403
    client.post(f"{HOME}draft/", FORM)
    incident, entry = Incident.objects.get(), IncidentEntry.objects.get()
    assert incident.is_draft
    assert client.post(f"/moderation/incident-entries/{entry.pk}/publish/").status_code == 403
    assert client.post(f"{HOME}{incident.pk}/entries/publish/", FORM).status_code == 403
    client.force_login(make_user("ada", is_staff=True))
    client.post(f"/moderation/incident-entries/{entry.pk}/publish/")
    entry.refresh_from_db()
    assert (entry.author, entry.published_by) == ("mo", "ada")
    assert "by <bdi>the moderators</bdi>" in client.get(f"/status/{incident.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 101}, "at most 100 characters"),
        ({"sentence": "x" * 301}, "at most 300 characters"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"text": "a\0b"}, "Null characters"),
        ({"impact": "huge"}, "Select a valid choice"),
        ({"state": "over"}, "Select a valid choice"),
        ({"started_at": "yesterday"}, "Enter a valid date/time"),
        ({"started_at": "2126-02-17 19:22"}, "cannot begin in the future"),
    ],
)
@pytest.mark.parametrize("way", ["open", "draft"])
def test_what_cannot_be_is_told_in_the_form_which_keeps_what_was_typed(client, ada, way, wrong, sentence):
    answer = client.post(f"{HOME}{way}/", FORM | wrong)
    page = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert sentence in page
    assert ("Installing works as usual." in page) == ("sentence" not in wrong)
    assert not Incident.objects.exists()
    assert acts() == []


def test_from_a_switch_that_is_on_it_is_opened_with_its_words_and_its_time(client, ada):
    since = timezone.now() - timedelta(hours=2)
    flags.set_flag(
        id_=Flag.Id.NO_UPLOADS, enabled=True, actor="ada", reason="a wave", notice="We rest.", now=since
    )
    link = f"{HOME}open/?switch=disallow-new-upload"
    for page in ("/moderation/flags/", "/moderation/"):
        assert link in client.get(page).content.decode()
    form = client.get(link).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert values["title"] == "No uploads"
    assert values["text"].startswith("We rest.\n\nThis holds, for the time being.")
    client.post(f"{HOME}open/", values | {"started_at": f"{since:%Y-%m-%d %H:%M}", "is_signed": ""})
    incident = Incident.objects.get()
    assert "The switch “No uploads” is on." in client.get(f"/status/{incident.pk}/").content.decode()


@pytest.mark.parametrize("id_", Flag.Id)
def test_the_words_of_every_switch_fit_the_form(client, ada, id_):
    reach = Flag.Reach.ALL if id_ == Flag.Id.HOLD_NEW_PROJECTS else ""
    flags.set_flag(
        id_=id_,
        enabled=True,
        reach=reach,
        actor="ada",
        reason="r",
        expires_at=timezone.now() + timedelta(hours=1),
        now=NOW,
    )
    form = client.get(f"{HOME}open/?switch={id_}").context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"started_at": "2026-02-17 19:22"}
    assert client.post(f"{HOME}open/", values).status_code == 302


@pytest.mark.parametrize("query", ["", "?switch=read-only", "?switch=no-such", "?switch=%00"])
def test_without_a_switch_that_is_on_the_form_has_the_time_alone(client, ada, query):
    form = client.get(f"{HOME}open/{query}").context["form"]
    assert form["title"].value() is None
    assert form["started_at"].value()


# Entries


def entry_url(entry, act):
    return f"/moderation/incident-entries/{entry.pk}/{act}/"


def test_an_entry_is_added_and_the_incident_takes_its_state(client, ada, tell):
    incident = tell()
    client.post(f"{HOME}{incident.pk}/entries/publish/", {"state": "monitoring", "text": "It is calm."})
    incident.refresh_from_db()
    assert (incident.state, incident.resolved_at) == ("monitoring", None)
    last = AuditEntry.objects.latest("pk")
    assert (last.before["state"], last.after["state"]) == ("investigating", "monitoring")


@pytest.mark.parametrize("way", ["publish", "draft"])
def test_an_entry_without_words_is_told_in_the_page(client, ada, tell, way):
    incident = tell()
    answer = client.post(f"{HOME}{incident.pk}/entries/{way}/", {"state": "update", "text": " "})
    assert answer.status_code == 400
    assert "This field is required" in answer.content.decode()
    assert incident.entries.count() == 1


def test_a_correction_is_seen_and_the_audit_keeps_the_words_of_before(client, ada, tell):
    incident = tell()
    entry = incident.entries.get()
    form = {"text": "We are spammed.", "reason": "shorter"}
    assert client.post(entry_url(entry, "correct"), form).status_code == 302
    page = client.get(f"/status/{incident.pk}/").content.decode()
    assert "We are spammed." in page
    assert "Edited <time" in page
    last = AuditEntry.objects.latest("pk")
    assert (last.action, last.reason) == ("correct incident entry", "shorter")
    assert (last.before["text"], last.after["text"]) == ("We are being spammed.", "We are spammed.")


def test_a_correction_needs_a_reason_and_other_words(client, ada, tell):
    entry = tell().entries.get()
    for form in ({"text": "Other words."}, {"text": entry.text, "reason": "r"}):
        assert client.post(entry_url(entry, "correct"), form).status_code == 400
    entry.refresh_from_db()
    assert entry.edited_at is None


def test_a_moderator_corrects_nothing_that_is_public(client, mo, tell):
    incident = tell()
    entry = incident.entries.get()
    assert client.post(entry_url(entry, "correct"), {"text": "x", "reason": "r"}).status_code == 403
    assert client.post(entry_url(entry, "edit"), {"state": "update", "text": "x"}).status_code == 404
    client.post(entry_url(entry, "discard"))
    assert incident.entries.get().text == "We are being spammed."
    assert client.post(f"{HOME}{incident.pk}/change/", {}).status_code == 403


def test_a_draft_is_rewritten_and_put_aside_and_leaves_its_words_in_the_audit(client, mo, tell):
    incident = tell(is_public=False)
    entry = incident.entries.get()
    client.post(entry_url(entry, "edit"), {"state": "identified", "text": "Known now.", "is_signed": "on"})
    entry.refresh_from_db()
    assert (entry.state, entry.text, entry.signature) == ("identified", "Known now.", "ada")
    answer = client.post(entry_url(entry, "discard"))
    assert answer["Location"] == HOME
    assert not Incident.objects.exists()
    assert AuditEntry.objects.latest("pk").before["text"] == "Known now."


def test_a_public_incident_stays_when_its_last_draft_goes(client, mo, tell):
    incident = tell()
    client.post(f"{HOME}{incident.pk}/entries/draft/", {"state": "update", "text": "A draft."})
    draft = incident.entries.drafts().get()
    assert client.post(entry_url(draft, "discard"))["Location"] == f"{HOME}{incident.pk}/"
    assert incident.entries.count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda entry, said: telling.publish(entry=entry, **said),
        lambda entry, said: telling.discard(entry=entry, **said),
        lambda entry, said: telling.rewrite_draft(
            entry=entry, state="update", text="x", is_signed=False, **said
        ),
    ],
    ids=["publish", "discard", "rewrite"],
)
@pytest.mark.parametrize("meanwhile", ["published", "put aside"])
def test_what_somebody_else_did_to_a_draft_meanwhile_is_told(tell, act, meanwhile):
    said = {"actor": "ada", "now": NOW}
    entry = tell(is_public=False).entries.get()
    if meanwhile == "published":
        telling.publish(entry=entry, **said)
    else:
        telling.discard(entry=entry, **said)
    before = acts()
    with pytest.raises(NotDone):
        act(entry, said)
    assert acts() == before


def test_a_second_click_on_publish_is_told_and_changes_nothing(client, ada, tell):
    entry = tell().entries.get()
    answer = client.post(entry_url(entry, "publish"), follow=True)
    assert "This entry is public already." in answer.content.decode()
    assert entry.incident.entries.get().published_at == NOW


def test_what_stands_above_is_changed_and_readers_see_when(client, ada, tell):
    incident = tell()
    head = {"title": "Another title", "sentence": "Other words.", "impact": "critical", "reason": "worse"}
    client.post(f"{HOME}{incident.pk}/change/", head)
    page = client.get(f"/status/{incident.pk}/").content.decode()
    assert "Another title" in page
    assert "The words above were changed" in page
    last = AuditEntry.objects.latest("pk")
    assert (last.before["title"], last.after["impact"], last.reason) == (
        "Spam on the index",
        "critical",
        "worse",
    )


def test_a_change_that_changes_nothing_leaves_no_trace(client, ada, tell):
    incident = tell()
    head = {"title": incident.title, "sentence": incident.sentence, "impact": incident.impact, "reason": "r"}
    before = acts()
    client.post(f"{HOME}{incident.pk}/change/", head)
    assert acts() == before


def test_the_page_has_all_that_was_done_in_its_time_of_whatever_kind_a_page_at_a_time(client, ada, tell):
    AuditEntry.objects.bulk_create(
        AuditEntry(actor="mo", action="an act of tomorrow", subject=f"thing-{number}", at=NOW)
        for number in range(60)
    )
    incident = tell(now=NOW + timedelta(hours=1))
    first = client.get(f"{HOME}{incident.pk}/")
    assert "did “an act of tomorrow” to thing-59" in first.content.decode()
    older = client.get(f"{HOME}{incident.pk}/?before={first.context['next']}").content.decode()
    assert "thing-0<" in older
    assert "thing-59" not in older


@pytest.mark.parametrize("before", ["x", "-1", "9" * 19, "%00"])
def test_a_page_of_nowhere_is_the_first(client, ada, tell, before):
    assert client.get(f"{HOME}{tell().pk}/?before={before}").status_code == 200


def test_the_list_is_paged_and_shows_drafts_to_the_staff(client, ada, tell, django_assert_max_num_queries):
    for number in range(25):
        tell(f"Incident number {number}.", is_public=False)
    with django_assert_max_num_queries(8):
        page = client.get(HOME).content.decode()
    assert page.count("Incident number") == 20
    assert ">draft<" in page


def test_pages_offer_what_the_role_may_do(client, mo, tell):
    incident = tell()
    draft = telling.add_entry(
        incident=incident, state="update", text="x", is_signed=False, is_public=False, actor="mo", now=NOW
    )
    page = client.get(f"{HOME}{incident.pk}/").content.decode()
    assert "Save as a draft" in page
    assert entry_url(draft, "publish") not in page
    User.objects.filter(pk=mo.pk).update(role=User.Role.AUDITOR)
    page = client.get(f"{HOME}{incident.pk}/").content.decode()
    assert "Save as a draft" not in page
    User.objects.filter(pk=mo.pk).update(role=User.Role.ADMIN)
    assert entry_url(draft, "publish") in client.get(f"{HOME}{incident.pk}/").content.decode()
