"""Reporting a user and judging it: `/user/{username}/report/`, `/moderation/queue/accounts/`."""

from datetime import timedelta

import pytest

from accounts.models import User
from moderation.acts import users
from moderation.models import AccountCase, AccountVerdict, AuditEntry, Report
from moderation.queue import account_cases
from moderation.queue.account_cases import AccountVerdictRefused
from moderation.reporting import reports
from tests.factories import NOW, make_project, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

FORM = {"category": "spam", "text": "It posts films.", "link": ""}
REASON = "All it has is films."
LATER = NOW + timedelta(hours=1)
FREEZE, DISMISS = AccountVerdict.Decision.FREEZE, AccountVerdict.Decision.DISMISS


@pytest.fixture
def eve():
    return make_user("eve")


@pytest.fixture
def case(eve):
    report(eve)
    return AccountCase.objects.get()


@pytest.fixture
def mia():
    return make_user("mia", is_staff=True, role="moderator")


def report(account, reporter=None):
    return reports.report_account(reporter=reporter or make_user(), account=account, now=NOW, **FORM)


def decide(case, decision, moderator, **more):
    return account_cases.decide(
        case=case, decision=decision, moderator=moderator, reason=REASON, now=LATER, **more
    )


def test_a_user_is_reported_from_their_page_and_waits_in_the_queue(client, eve):
    bob = make_user("bob")
    client.force_login(bob)
    assert "/user/eve/report/" in client.get("/user/eve/").content.decode()
    assert client.post("/user/eve/report/", FORM)["Location"] == "/manage/reports/"
    assert "Account <bdi>eve</bdi>" in client.get("/manage/reports/").content.decode()
    case = AccountCase.objects.get(account=eve)
    assert (case.open_reports, case.settled_at) == (1, None)
    assert case.report_weight > 0
    assert 0 < case.harm < 1


def test_a_stranger_is_asked_to_log_in(client, eve):
    assert client.post("/user/eve/report/", FORM)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", ["nobody", "frozen"])
def test_who_has_no_page_cannot_be_reported(client, name):
    make_user("frozen", is_active=False)
    client.force_login(make_user())
    assert client.post(f"/user/{name}/report/", FORM).status_code == 404


def test_neither_oneself_nor_staff_is_reported(client, eve, mia, settings):
    client.force_login(eve)
    assert "your own account" in client.post("/user/eve/report/", FORM).content.decode()
    assert "/user/eve/report/" not in client.get("/user/eve/").content.decode()
    assert settings.SECURITY_CONTACT in client.post("/user/mia/report/", FORM).content.decode()
    assert not Report.objects.exists()


def test_one_open_report_per_person_and_account(client, eve):
    client.force_login(make_user())
    client.post("/user/eve/report/", FORM)
    assert "reported eve already" in client.post("/user/eve/report/", FORM).content.decode()
    assert Report.objects.count() == 1


def test_the_card_shows_who_it_is_and_what_each_report_counts(client, ada, case, eve):
    make_project("films-free", owner=eve)
    users.note(user=eve, actor=ada, reason="Seen before as eva.", now=NOW)
    page = client.get("/moderation/queue/accounts/").content.decode()
    for words in ("newcomer", "films-free", "It posts films.", "begins with 3 of 5", "Seen before as eva."):
        assert words in page


def test_the_queue_of_accounts_costs_the_same_at_any_length(client, ada, django_assert_max_num_queries):
    for _ in range(15):
        account = make_user()
        make_project(owner=account)
        report(account)
    with django_assert_max_num_queries(20):
        client.get("/moderation/queue/accounts/")


def test_freezing_settles_the_reports_and_is_undone_exactly(case, eve, mia):
    verdict = decide(case, FREEZE, mia)
    eve.refresh_from_db()
    case.refresh_from_db()
    assert eve.frozen_at == LATER
    assert Report.objects.get().outcome == "upheld"
    assert case.settled_at == LATER
    assert AuditEntry.objects.filter(action="account verdict", subject="eve", reason=REASON).exists()
    assert account_cases.undo(verdict=verdict, moderator=mia, now=LATER)
    eve.refresh_from_db()
    case.refresh_from_db()
    assert (eve.frozen_at, eve.is_active, case.settled_at, case.open_reports) == (None, True, None, 1)
    assert Report.objects.get().outcome == ""
    assert not account_cases.undo(verdict=verdict, moderator=mia, now=LATER)


def test_dismissing_leaves_the_account_as_it_is(client, case, eve, ada):
    seen = case.changed_at.isoformat()
    answer = client.post(
        f"/moderation/queue/accounts/{case.pk}/dismiss/", {"reason": REASON, "seen": seen}, follow=True
    )
    assert "eve stays as it is" in answer.content.decode()
    assert User.objects.get(pk=eve.pk).is_active
    assert Report.objects.get().outcome == "dismissed"
    client.post(f"/moderation/account-verdicts/{AccountVerdict.objects.get().pk}/undo/")
    assert Report.objects.get().outcome == ""


def test_a_moderator_freezes_newcomers_and_an_admin_anybody(case, eve, mia):
    User.objects.filter(pk=eve.pk).update(granted_standing="established")
    with pytest.raises(AccountVerdictRefused, match="no newcomer; an admin"):
        decide(case, FREEZE, mia)
    assert Report.objects.get().outcome == ""
    decide(case, FREEZE, make_user("ada", is_staff=True))
    assert User.objects.get(pk=eve.pk).frozen_at


def test_a_card_that_changed_or_is_settled_is_not_decided(case, eve, mia):
    seen = case.changed_at
    report(eve)
    AccountCase.objects.update(changed_at=LATER)
    with pytest.raises(AccountVerdictRefused, match="changed since you saw it"):
        decide(case, DISMISS, mia, seen=seen)
    decide(case, DISMISS, mia)
    with pytest.raises(AccountVerdictRefused, match="decided already"):
        decide(case, FREEZE, mia)


def test_a_decision_without_a_reason_is_none(client, case, ada):
    answer = client.post(f"/moderation/queue/accounts/{case.pk}/freeze/", {"reason": "no"}, follow=True)
    assert "needs its reason" in answer.content.decode()
    assert not AccountVerdict.objects.exists()


def test_undoing_leaves_alone_what_was_reported_anew_and_frozen_anew(case, eve, mia):
    reporter = Report.objects.get().reporter
    verdict = decide(case, FREEZE, mia)
    ada = make_user("ada", is_staff=True)
    users.unfreeze(user=eve, actor=ada, reason="r", now=LATER)
    report(eve, reporter)
    users.freeze(user=eve, actor=ada, reason="again", now=LATER + timedelta(hours=1))
    account_cases.undo(verdict=verdict, moderator=mia, now=LATER)
    assert User.objects.get(pk=eve.pk).frozen_by == "ada"
    assert Report.objects.filter(settled_at=None).count() == 1


def test_who_is_frozen_is_told_with_a_link_and_not_what_the_staff_wrote(
    case, mia, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decide(case, FREEZE, mia)
    (message,) = delivered()
    assert message.to == ["eve@example.com"]
    assert "/appeal/" in message.body
    assert "A moderator agreed with what was reported about it." in message.body
    assert REASON not in message.body
