"""`/moderation/users/`: finding accounts, what is known of them, and what is done to them."""

import pytest
from allauth.account.models import EmailAddress

from accounts.standing import Standing
from index.models import JournalEntry
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Verdict
from moderation.reporting import reports
from tests.factories import NOW, make_project, make_release, make_token, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ada")]

PAGE = "/moderation/users/"


def text(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize(
    "q", ["ann", "ANN", "nn", "ann@example.org", "@example.org", "example.org", "2001:db8::1", "192.0.2.7"]
)
def test_an_account_is_found_by_name_mail_domain_and_address(client, ann, q):
    make_user("bob")
    EmailAddress.objects.filter(user=ann).update(email="ann@example.org")
    project = make_project("tides", owner=ann)
    for address in ("2001:db8::1", "192.0.2.7"):
        JournalEntry.objects.create(project=project, action="create", actor="ann", address=address, at=NOW)
    page = text(client, f"{PAGE}?q={q}")
    assert f"{PAGE}ann/" in page
    assert f"{PAGE}bob/" not in page


@pytest.mark.parametrize("q", ["%00", "x" * 300])
def test_what_cannot_be_a_name_is_a_bad_request(client, q):
    assert client.get(f"{PAGE}?q={q}").status_code == 400


@pytest.mark.parametrize("q", ["%25", "_", "'%3B--", "nobody"])
def test_what_fits_nothing_says_so(client, ann, q):
    assert "No account found" in text(client, f"{PAGE}?q={q}")


def test_the_page_shows_everything_known(client, ann, ada):
    project = make_project("tides", owner=ann)
    make_release(project)
    case = Case.objects.create(project=project, opened_at=NOW, changed_at=NOW)
    verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=ada, now=NOW)
    make_token(ann)
    reports.file_report(
        reporter=ann, project=make_project("ebbs"), category="squatting", text="x", link="", now=NOW
    )
    JournalEntry.objects.create(project=project, action="create", actor="ann", address="192.0.2.7", at=NOW)
    page = text(client, f"{PAGE}ann/")
    for known in ("ann@example.com", "verified", "newcomer", "judged spam", "tides", "removed", "for tests"):
        assert known in page
    for known in ("ebbs", "Name squatting", "waiting", "192.0.2.7", "Joined 17 February 2026"):
        assert known in page


def test_the_number_of_queries_does_not_grow_with_the_projects(client, ann, django_assert_max_num_queries):
    for _ in range(20):
        make_project(owner=ann)
    with django_assert_max_num_queries(25):
        client.get(f"{PAGE}ann/")


def test_freezing_and_unfreezing_are_audited_and_shown(client, ann):
    client.post(f"{PAGE}ann/freeze/", {"reason": "sends spam"})
    ann.refresh_from_db()
    assert (ann.is_active, ann.frozen_by, ann.frozen_reason) == (False, "ada", "sends spam")
    assert "sends spam" in text(client, f"{PAGE}ann/")
    client.post(f"{PAGE}ann/unfreeze/", {"reason": "a mistake"})
    ann.refresh_from_db()
    assert ann.is_active
    assert [
        (entry.actor, entry.action, entry.subject, entry.reason)
        for entry in AuditEntry.objects.order_by("id")
    ] == [
        ("ada", "freeze", "ann", "sends spam"),
        ("ada", "unfreeze", "ann", "a mistake"),
    ]


@pytest.mark.parametrize(
    ("act", "form", "told"),
    [
        ("ann/freeze", {"reason": " "}, "This field is required"),
        ("ann/unfreeze", {"reason": "r"}, "is not frozen"),
        ("ada/freeze", {"reason": "r"}, "your own account"),
        ("ann/note", {}, "This field is required"),
        ("ann/standing/grant", {"reason": "r", "standing": "king"}, "king"),
        ("ann/standing/grant", {"reason": "r", "standing": "newcomer"}, "newcomer"),
        ("ann/standing/leave", {"reason": "r"}, "nothing was changed"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(client, ann, act, form, told):
    answer = client.post(f"{PAGE}{act}/", form)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_standing_is_granted_withheld_and_left_to_the_facts(client, ann):
    for act, form, standing in [
        ("grant", {"standing": "trusted"}, Standing.TRUSTED),
        ("withhold", {}, Standing.NEWCOMER),
        ("leave", {}, Standing.NEWCOMER),
    ]:
        client.post(f"{PAGE}ann/standing/{act}/", form | {"reason": "known to us"})
        ann.refresh_from_db()
        assert ann.standing() == standing
    assert ann.granted_standing == ""
    assert [entry.after["granted"] for entry in AuditEntry.objects.order_by("id")] == [
        "trusted",
        "newcomer",
        "",
    ]


def test_a_note_is_kept_on_the_page(client, ann):
    client.post(f"{PAGE}ann/note/", {"reason": "<b>Wrote</b> to us."}, follow=True)
    assert "&lt;b&gt;Wrote&lt;/b&gt; to us." in text(client, f"{PAGE}ann/")


@pytest.mark.parametrize("path", ["nobody/", "nobody/freeze/", "%00/"])
def test_who_does_not_exist_is_404(client, path):
    assert client.get(PAGE + path).status_code == 404


def test_a_frozen_owner_s_projects_stay(client, ann):
    make_release(make_project("tides", owner=ann))
    client.post(f"{PAGE}ann/freeze/", {"reason": "sends spam"})
    assert client.get("/project/tides/").status_code == 200
