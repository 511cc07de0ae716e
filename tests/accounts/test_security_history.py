"""`/account/security-history/`: what is written down, who reads it, and how long it is kept."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from accounts import freezing, tasks
from accounts.history import event_words, events
from accounts.logging_in import clients, limits
from accounts.models import AccountEvent, User
from moderation.acts import roles
from tests.factories import NOW, PASSWORD, make_token, make_user, signup_form
from tests.mails import delivered, link_in

pytestmark = pytest.mark.django_db

PAGE = "/account/security-history/"
NEW_PASSWORD = "four other words entirely"
Kind = AccountEvent.Kind


@pytest.fixture
def ann():
    return make_user("ann")


def log_in(password=PASSWORD, login="ann", client=None, **headers):
    client = client or Client(**headers)
    client.post("/account/login/", {"login": login, "password": password})
    return client


def told(client, **asked):
    """The sentences of the page, newest first."""
    page = client.get(PAGE, asked).content.decode()
    return [html.unescape(text) for text in re.findall(r"<td>\s*<span><bdi>(.*?)</bdi>", page)]


def kinds(user):
    return list(AccountEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(PAGE)["Location"] == f"/account/login/?next={PAGE}"


def test_who_signs_up_finds_that_and_the_login(client):
    client.post("/account/register/", signup_form("ann"))
    assert told(client) == ["Logged in", "The account was made"]


def test_a_login_and_a_logout_say_from_where(ann):
    client = log_in(headers={"User-Agent": "<b>Lynx</b>" * 50}, REMOTE_ADDR="192.0.2.7")
    client.post("/account/logout/")
    log_in(client=client)
    assert told(client) == ["Logged in with password", "Logged out", "Logged in with password"]
    page = client.get(PAGE).content.decode()
    assert "192.0.2.7" in page
    assert "&lt;b&gt;Lynx" in page
    assert "<b>Lynx" not in page
    assert len(AccountEvent.objects.first().client) == 100


def test_nobody_reads_another_s(ann):
    make_user("bob")
    log_in("a wrong password")
    assert told(log_in(login="bob")) == ["Logged in with password"]


def test_failures_from_one_place_are_one_row_a_day_with_a_count(ann):
    for address in ("192.0.2.7", "192.0.2.7", "192.0.2.7", "2001:db8::1", "2001:db8::2"):
        log_in("a wrong password", REMOTE_ADDR=address)
    rows = AccountEvent.objects.filter(user=ann, kind=Kind.LOGIN_FAILED).order_by("id")
    assert list(rows.values_list("address", "count")) == [("192.0.2.7", 3), ("2001:db8::1", 2)]
    page = log_in().get(PAGE).content.decode()
    assert "3 times that day" in page


def test_guessing_does_not_fill_the_table(ann):
    for _ in range(60):
        log_in("a wrong password")
    row = AccountEvent.objects.get(user=ann)
    assert row.count == limits.ACCOUNT_FROM_ADDRESS.free  # the others were not looked at


def test_a_name_that_no_account_has_leaves_nothing_after_a_day(ann):
    log_in("a wrong password", login="eve")
    assert AccountEvent.objects.filter(user=None).count() == 1
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=2))
    tasks.forget()
    assert AccountEvent.objects.count() == 0


def test_addresses_have_their_history_and_the_primary_one_hears_of_each_change(ann):
    client = log_in()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    second = {"email": "second@example.com"}
    client.post("/account/addresses/", second | {"action_add": ""})
    client.post(link_in(next(mail for mail in delivered() if mail.to == [second["email"]])))
    client.post("/account/addresses/", second | {"action_primary": ""})
    client.post("/account/addresses/", {"email": "ann@example.com", "action_remove": ""})
    assert told(client)[:4] == [
        "Removed the address ann@example.com",
        "Made second@example.com the primary address",
        "Verified the address second@example.com",
        "Added the address second@example.com",
    ]
    subjects = [mail.subject for mail in delivered() if mail.to == ["ann@example.com"]]
    for said in ("was added", "is verified", "was removed"):
        assert any(said in subject for subject in subjects), subjects


def test_a_changed_password_and_ended_sessions_are_told(ann):
    log_in(headers={"User-Agent": "Lynx"})
    client = log_in()
    client.post("/account/sessions/others/end/")
    client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    assert told(client)[:2] == [
        "Changed the password, which ended all other sessions",
        "Ended the session of Lynx",
    ]


def test_a_new_password_by_mail_says_what_became_of_the_tokens(client, ann):
    client.post("/account/request-password-reset/", {"email": "ann@example.com"})
    page = client.get(link_in(delivered()[-1]), follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "keep_tokens": ""}
    )
    sentence = "Chose a new password by mail, which ended all sessions; API tokens: revoked"
    assert sentence in told(log_in(NEW_PASSWORD))


def test_the_second_factor_has_its_history(ann, django_capture_on_commit_callbacks):
    client = log_in()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/two-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(timezone.now().timestamp()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/two-factor/totp/activate/", {"code": code})
        client.post("/account/two-factor/recovery-codes/generate/")
    (recovery,) = Authenticator.objects.filter(type="recovery_codes")
    code = recovery.wrap().get_unused_codes()[0]
    client.post("/account/two-factor/totp/deactivate/")
    assert told(client)[:2] == [
        "Removed a second factor: Recovery codes",
        "Removed a second factor: TOTP Authenticator",
    ]
    assert "Made new recovery codes" in told(client)
    assert "Added a second factor: TOTP Authenticator" in told(client)
    assert code not in client.get(PAGE).content.decode()
    subjects = [mail.subject for mail in delivered()]
    assert sum("authenticator" in subject or "app" in subject for subject in subjects) >= 2, subjects


def test_a_wrong_code_and_a_recovery_code_are_told_and_the_last_is_mailed(ann):
    totp.TOTP.activate(ann, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    client = log_in()
    client.post("/account/two-factor/authenticate/", {"code": "000000"})
    client.post("/account/two-factor/authenticate/", {"code": code})
    assert told(client) == [
        "Logged in with password, recovery code",
        "Used a recovery code; 9 are left",
        "A wrong code at the second step",
    ]
    (mail,) = [mail for mail in delivered() if "recovery code was used" in mail.subject]
    assert "9 are left" in mail.body


def test_a_token_is_told_by_its_beginning_and_mailed(ann):
    client = log_in()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.post("/manage/account/token/", {"description": "for {my} laptop"}).content.decode()
    text = re.search(r"pypi-[\w-]+", page)[0]
    client.post(f"/manage/account/token/{ann.api_tokens.get().pk}/revoke/")
    made, revoked = AccountEvent.objects.filter(user=ann).order_by("id")[1:]
    assert event_words.sentence(made) == f"Made the API token “for {{my}} laptop” ({made.details['shown']}…)"
    assert revoked.kind == Kind.TOKEN_REVOKED
    assert text not in client.get(PAGE).content.decode()
    (mail,) = [mail for mail in delivered() if "a new API token" in mail.subject]
    assert (mail.to, text in mail.body) == (["ann@example.com"], False)


def test_what_the_staff_did_is_told_without_from_where_they_did_it(ann, client):
    make_user("ada", is_staff=True)
    client = log_in(login="ada", REMOTE_ADDR="198.51.100.1")
    reason = {"reason": "sends a lot of spam", "understood": "on"}
    client.post("/moderation/users/ann/freeze/", reason)
    client.post("/moderation/users/ann/unfreeze/", reason)
    roles.set_role(user=ann, role="auditor", actor="ada", reason="helps us", now=NOW)
    page = log_in().get(PAGE).content.decode()
    assert told(log_in())[2:] == [
        "An admin changed the role from none to auditor",
        "The staff unfroze the account",
        "The staff froze the account",
    ]
    assert "198.51.100.1" not in page


def test_a_purge_s_freeze_is_told_to_each(ann):
    changed = freezing.freeze_all(user_ids={ann.pk}, actor="ada", reason="spam", now=NOW)
    freezing.unfreeze_all(frozen=dict.fromkeys(changed, NOW))
    assert kinds(ann) == [Kind.FROZEN, Kind.UNFROZEN]


def test_one_kind_is_found_and_a_page_leads_to_the_next(ann):
    for number in range(120):
        events.record(user=ann, kind=Kind.TOKEN_MADE, now=NOW, details={"description": f"t{number}"})
    client = log_in()
    assert told(client, kind="logged_in") == ["Logged in with password"]
    seen, address = [], f"{PAGE}?kind=token_made"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"“t(\d+)”", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found and PAGE + html.unescape(found[1])
    assert seen == [str(number) for number in reversed(range(120))]


@pytest.mark.parametrize("query", ["kind=x", "before=x", "before=-1", "before=%C2%B2", f"before={'9' * 30}"])
def test_a_page_that_cannot_be_is_404(ann, query):
    assert log_in().get(f"{PAGE}?{query}").status_code == 404


def test_the_page_takes_the_same_queries_however_long_the_history(ann, django_assert_max_num_queries):
    client = log_in()
    for _ in range(60):
        events.record(user=ann, kind=Kind.LOGGED_OUT, now=NOW)
    with django_assert_max_num_queries(5):
        client.get(PAGE)


def test_from_where_is_forgotten_first_and_the_event_later(ann, settings):
    settings.KEEP_ADDRESSES_DAYS, settings.KEEP_SECURITY_HISTORY_DAYS = 90, 730
    for days in (89, 91, 729, 731):
        AccountEvent.objects.create(
            user=ann,
            kind=Kind.LOGGED_IN,
            address="192.0.2.1",
            client="Lynx",
            at=timezone.now() - timedelta(days=days),
            details={"days": days},
        )
    tasks.forget()
    tasks.forget()
    rows = AccountEvent.objects.order_by("id").values_list("details__days", "address", "client")
    assert list(rows) == [(89, "192.0.2.1", "Lynx"), (91, None, ""), (729, None, "")]


def test_what_is_kept_of_a_session_goes_when_it_is_over(ann):
    log_in(headers={"User-Agent": "Lynx"})
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        log_in(headers={"User-Agent": "w3m"})
        tasks.forget()
        assert UserSession.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        tasks.forget()
        assert [row.user_agent for row in UserSession.objects.all()] == ["w3m"]
        assert Session.objects.count() == 1


def test_an_account_with_a_history_cannot_be_deleted_from_the_database(ann):
    log_in()
    with pytest.raises(ProtectedError):
        User.objects.get(username="ann").delete()


def test_every_kind_has_its_words_and_its_place_in_the_form():
    assert event_words.SENTENCES.keys() == set(Kind)
    grouped = [kind for kinds_ in event_words.GROUPS.values() for kind in kinds_]
    assert sorted(grouped) == sorted(Kind)


@pytest.mark.parametrize(("role", "sees"), [("admin", True), ("moderator", False), ("auditor", False)])
def test_staff_reads_it_on_the_account_s_page_and_admins_alone_from_where(ann, role, sees):
    log_in("a wrong password", REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "Lynx"})
    make_user("staff", is_staff=True, role=role)
    page = log_in(login="staff").get("/moderation/users/ann/").content.decode()
    assert "A wrong password" in page
    assert ("192.0.2.7" in page, "Lynx" in page) == (sees, sees)


def test_a_token_made_by_a_command_is_told_without_a_place(ann):
    make_token(ann)
    (row,) = AccountEvent.objects.filter(user=ann)
    assert (row.kind, row.address, row.client) == (Kind.TOKEN_MADE, None, "")


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 on Linux"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87"
            ),
            "Edge 126 on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "Chrome 126 on Android",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/17.5 Safari/605.1.15"
            ),
            "Safari 17 on macOS",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/17.5 Mobile/15E148 Safari/604.1"
            ),
            "Safari 17 on iOS",
        ),
        ("twine/5.1.1 CPython/3.11.9", "twine/5.1.1 CPython/3.11.9"),
        ("Firefox/" + "9" * 200, "Firefox 99999"),
        ("Ly\0nx", "Lynx"),
        ("", ""),
    ],
)
def test_a_client_is_told_in_a_few_words(user_agent, told):
    assert clients.short_name(user_agent) == told
