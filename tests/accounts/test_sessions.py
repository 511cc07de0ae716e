"""Sessions: the list of them, how each ends, and what ends them all."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.logging_in import sessions
from tests.factories import NOW, PASSWORD, make_token, make_user
from tests.mails import delivered, link_in

pytestmark = pytest.mark.django_db

PAGE, PRIVATE = "/account/sessions/", "/manage/account/"
NEW_PASSWORD = "four other words entirely"


def log_in(username="ann", **headers):
    client = Client(**headers)
    assert client.post("/account/login/", {"login": username, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def ann():
    return make_user("ann")


def is_in(client):
    return client.get(PRIVATE).status_code == 200


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(PAGE)["Location"] == f"/account/login/?next={PAGE}"


def test_the_list_has_each_browser_and_marks_this_one(ann):
    log_in(headers={"User-Agent": "Netscape"})
    here = log_in(headers={"User-Agent": "<b>Lynx</b>"})
    page = here.get(PAGE).content.decode()
    assert "Netscape" in page
    assert "&lt;b&gt;Lynx" in page
    assert page.count("this browser") == 1


def test_a_session_is_ended_from_another_browser(ann):
    there, here = log_in(), log_in()
    row = UserSession.objects.order_by("id").first()
    here.post(f"{PAGE}{row.pk}/end/")
    assert (is_in(there), is_in(here)) == (False, True)


def test_one_s_own_session_can_be_ended_too(ann):
    here = log_in()
    assert here.post(f"{PAGE}{UserSession.objects.get().pk}/end/")["Location"] == "/account/login/"
    assert not is_in(here)


def test_all_others_are_ended_at_once(ann):
    others, here = [log_in(), log_in()], log_in()
    answer = here.post(f"{PAGE}others/end/", follow=True)
    assert "2 other browsers are logged out." in answer.content.decode()
    assert [is_in(client) for client in [*others, here]] == [False, False, True]


def test_a_stranger_s_session_is_not_found(ann):
    make_user("bob")
    there, here = log_in(), log_in("bob")
    row = UserSession.objects.get(user=ann)
    assert here.post(f"{PAGE}{row.pk}/end/").status_code == 404
    assert is_in(there)


def test_looking_at_an_end_ends_nothing(ann):
    here = log_in()
    assert here.get(f"{PAGE}{UserSession.objects.get().pk}/end/").status_code == 405
    assert is_in(here)


def test_an_account_has_no_more_than_so_many_sessions_and_the_oldest_go(ann, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    browsers = [log_in() for _ in range(4)]
    assert [is_in(browser) for browser in browsers] == [False, True, True, True]


def test_the_session_s_key_is_another_after_logging_in_and_nobody_s_after_logging_out(ann, settings):
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    inside = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert inside != before
    client.post("/account/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = inside
    assert not is_in(client)


def test_changing_the_password_ends_all_other_sessions_and_is_told_by_mail(ann):
    there, here = log_in(), log_in()
    here.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert (is_in(there), is_in(here)) == (False, True)
    assert "your password was changed" in delivered()[-1].subject


def test_a_change_of_the_password_takes_the_old_one(ann):
    here = log_in()
    form = {"oldpassword": "another", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/account/password/", form)
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)


# --- A new password by mail ---


def ask(client, email="ann@example.com"):
    return client.post("/account/request-password-reset/", {"email": email})


def reset(client, link, **form):
    page = client.get(link, follow=True)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD} | form
    return client.post(page.request["PATH_INFO"], form)


def reset_link():
    return link_in(delivered()[-1])


def test_a_reset_ends_all_sessions_and_tokens(ann, client):
    there = log_in()
    token, _ = make_token(ann)
    ask(client)
    assert reset(client, reset_link()).status_code == 302
    token.refresh_from_db()
    assert (is_in(there), bool(token.revoked_at)) == (False, True)
    assert "your password was reset" in delivered()[-1].subject


def test_a_reset_keeps_tokens_for_who_says_so_and_never_revives_any(ann, client):
    token, _ = make_token(ann)
    dead, _ = make_token(ann)
    dead.revoked_at = NOW
    dead.save()
    ask(client)
    reset(client, reset_link(), keep_tokens="on")
    token.refresh_from_db()
    dead.refresh_from_db()
    assert (token.revoked_at, dead.revoked_at) == (None, NOW)


def test_the_link_works_once(ann, client):
    ask(client)
    link = reset_link()
    reset(client, link)
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_the_link_holds_the_site_s_address_and_leaves_the_address_bar(ann, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/account/request-password-reset/", {"email": "ann@example.com"}, headers={"host": "evil.example"}
    )
    [message] = delivered()
    assert f"{settings.SITE_URL}/account/reset-password/" in message.body
    assert "evil.example" not in message.body
    key = link_in(message).rstrip("/").rpartition("-")[2]
    assert key not in client.get(link_in(message), follow=True).request["PATH_INFO"]


def test_the_answer_is_one_whoever_the_address_belongs_to_and_only_verified_ones_get_a_link(ann, client):
    make_user("bob", is_verified=False)
    answers = {
        (answer.status_code, answer["Location"])
        for email in ("ann@example.com", "bob@example.com", "eve@example.com")
        for answer in [ask(client, email)]
    }
    assert answers == {(302, "/account/request-password-reset/sent/")}
    assert [message.to for message in delivered()] == [["ann@example.com"]]


def test_staff_is_answered_and_mailed_like_anybody(ann, client):
    make_user("ada", is_staff=True)
    told = [ask(client, f"{name}@example.com") for name in ("ada", "ann")]
    assert len({(answer.status_code, answer["Location"]) for answer in told}) == 1
    assert [message.to for message in delivered()] == [["ada@example.com"], ["ann@example.com"]]
    assert all("/account/reset-password/" in message.body for message in delivered())


def test_the_answer_takes_the_same_queries_whoever_the_address_belongs_to(
    ann, client, django_assert_num_queries
):
    ask(client, "first@example.com")
    for email in ("ann@example.com", "eve@example.com"):
        with django_assert_num_queries(RESET_QUERIES):
            ask(Client(), email)


RESET_QUERIES = 7


def test_a_frozen_account_s_owner_is_told_by_mail_alone(ann, client):
    from accounts import freezing

    freezing.freeze(user=ann, actor="ada", reason="sends spam", now=NOW)
    ask(client)
    [message] = delivered()
    assert "frozen" in message.body
    assert "/account/reset-password/" not in message.body


def test_a_mailbox_is_sent_only_so_many_links_a_day(ann, client, settings):
    from django.core.cache import cache

    for _ in range(settings.MAILS_BY_STRANGERS_A_DAY + 3):
        cache.clear()  # as if each came from another address
        assert ask(client).status_code == 302
    assert len(delivered()) == settings.MAILS_BY_STRANGERS_A_DAY
