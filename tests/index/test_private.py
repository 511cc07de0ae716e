"""A private index: every route is closed to strangers but the way in; sessions and API tokens open it."""

import re

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, path, resolve

from accounts.api_tokens import api_tokens
from accounts.models import User
from index.middleware import OPEN_ROUTES
from index.models import DistributionFile
from index.simple import fast_lane, publication, published
from tests.distributions import make_wheel
from tests.factories import NOW, PASSWORD, make_project, make_token, make_user, publish
from tests.index.conftest import authorization
from tests.index.test_fast_lane import request as raw_request
from tests.index.test_machine_addresses import PAGES

pytestmark = pytest.mark.django_db

JSON = "application/vnd.pypi.simple.v1+json"
VALUES = {
    "name": "sampleproject",
    "version": "1.0",
    "username": "ann",
    "section": "projects",
    "kind": "github",
}
# Addresses of the routes that are patterns.
OF_PATTERNS = {
    "account_confirm_email": "/account/verify-email/MQ:abc/",
    "account_reset_password_from_key": "/account/reset-password/1-abc/",
    "admin:app_list": "/admin/index/",
}
NOTHING_TO_READ = [
    *("/account/login/", "/account/register/", "/account/request-password-reset/", "/_health/", "/_ready/"),
    *("/robots.txt", "/.well-known/security.txt", "/_/oidc/audience"),
]


@pytest.fixture(autouse=True)
def file(settings, django_capture_on_commit_callbacks):
    settings.READERS_LOG_IN = True
    published.withdraw_all()
    with django_capture_on_commit_callbacks(execute=True):
        return publish(user=make_user("ann"))


@pytest.fixture
def ben():
    return make_user("ben")


@pytest.fixture
def token(ben):
    _, text = make_token(ben)
    return text


def by(token, username="__token__"):
    return {"authorization": authorization(token, username)}


def routes(patterns=None, before="", namespace=""):
    """Each route's name, and an address of it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, route, inner)
        else:
            name = f"{namespace}{pattern.name}"
            yield name, OF_PATTERNS.get(name) or address(route)


def address(route):
    file = DistributionFile.objects.get()
    values = VALUES | {"digest_path": file.path.rpartition("/")[0], "filename": file.filename}
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values.get(match[1], "1"), route)
    return "/" + filled.replace("(?P<url>.*)$", "anything")


def text_of(answer):
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(
        errors="replace"
    )


def test_no_route_but_the_way_in_answers_a_stranger(client):
    walked = list(routes())
    assert {name for name, _ in walked} >= OPEN_ROUTES
    for name, where in walked:
        is_api = name.startswith("moderation_api:")  # two of its operations may share an address
        assert name.endswith("None") or is_api or resolve(where).view_name == name, where
        for method in ("get", "head", "post", "options"):
            answer = getattr(client, method)(where)
            if name in OPEN_ROUTES or is_api:
                assert "sampleproject" not in text_of(answer), where
            elif PAGES.match(where[1:]):
                assert answer.status_code == 302, where
                assert answer["Location"].startswith("/account/login/?next=/"), where
            else:
                assert answer.status_code == 401, where
                assert answer["WWW-Authenticate"].startswith("Basic realm="), where


def test_a_route_that_nobody_has_thought_of_is_closed(client, settings):
    new = path("account/login/new", lambda _request: HttpResponse("sampleproject"), name="new")
    settings.ROOT_URLCONF = (new, *get_resolver().url_patterns)
    assert client.get("/account/login/new").status_code == 302
    settings.READERS_LOG_IN = False
    assert client.get("/account/login/new").status_code == 200


@pytest.mark.parametrize("where", ["/no-such-page/", "/account/login/x", "//simple/", "/simple/%00/"])
def test_what_does_not_exist_is_closed_too(client, where):
    assert client.get(where).status_code in {302, 401}


@pytest.mark.parametrize("where", NOTHING_TO_READ)
def test_the_way_in_is_open(client, settings, where):
    settings.SIGN_UP = True
    assert client.get(where).status_code == 200


def test_a_page_leads_to_the_login_and_back(client, ben):
    answer = client.get("/search/?q=tides", follow=True)
    assert answer.redirect_chain == [("/account/login/?next=/search/%3Fq%3Dtides", 302)]
    answer = client.post(
        "/account/login/", {"login": "ben", "password": PASSWORD, "next": "/search/?q=tides"}, follow=True
    )
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/search/?q=tides")


def test_who_is_logged_in_reads_everything(client, ben, file):
    client.force_login(ben)
    for where in ("/", "/project/sampleproject/", "/simple/", "/simple/sampleproject/",
                  "/pypi/sampleproject/json", "/rss/packages.xml", file.get_absolute_url()):  # fmt: skip
        answer = client.get(where)
        assert (answer.status_code, bool(text_of(answer))) == (200, True), where


def test_a_token_reads_everything_and_is_no_session(client, token, file):
    for where in ("/", "/project/sampleproject/", "/simple/", "/simple/sampleproject/",
                  "/pypi/sampleproject/json", "/rss/packages.xml", file.get_absolute_url()):  # fmt: skip
        answer = client.get(where, headers=by(token))
        assert (answer.status_code, bool(text_of(answer))) == (200, True), where
    for where in ("/manage/projects/", "/moderation/", "/admin/"):
        assert "/login/" in client.get(where, headers=by(token))["Location"], where
    assert client.get("/").status_code == 302, "the token must be sent each time"


def test_a_token_for_one_project_reads_the_others_too(client, ben):
    _, text = make_token(ben, make_project("tides", owner=ben))
    assert client.get("/simple/sampleproject/", headers=by(text)).status_code == 200


def test_a_minted_token_only_publishes(client):
    _, text = api_tokens.issue(user=None, description="a build", for_whole_account=False, now=NOW)
    answer = client.get("/simple/sampleproject/", headers=by(text))
    assert (answer.status_code, "only publishes" in answer.reason_phrase) == (401, True)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("", "Reading takes an API token: user name __token__, password the token."),
        ("Bearer x", "Reading takes an API token"),
        ("Basic !", "Reading takes an API token"),
        (authorization(PASSWORD, "ben"), "Reading takes an API token"),
        (authorization("pypi-short"), "no complete API token"),
        (authorization("x" * 5000), "no complete API token"),
    ],
)
def test_a_wrong_credential_is_401_and_says_what_to_send(client, ben, header, says):
    answer = client.get("/simple/sampleproject/", headers={"authorization": header} if header else {})
    assert answer.status_code == 401
    assert says in answer.reason_phrase
    assert "Tokens are made at http://127.0.0.1:8000/manage/account/token/" in text_of(answer)


def test_a_page_asked_with_a_wrong_token_is_401_and_no_login(client):
    assert client.get("/", headers=by("pypi-short")).status_code == 401


def test_a_revoked_token_stops_at_once(client, ben, token):
    assert client.get("/simple/", headers=by(token)).status_code == 200
    api_tokens.revoke(token=ben.api_tokens.get(), now=NOW)
    assert client.get("/simple/", headers=by(token)).status_code == 401


def test_a_frozen_account_stops_at_once(client, ben, token):
    client.force_login(ben)
    assert client.get("/simple/").status_code == 200
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert client.get("/simple/").status_code == 401
    assert client.get("/simple/", headers=by(token)).status_code == 401


def test_no_shared_cache_keeps_an_answer(client, token, file):
    for where in ("/", "/simple/", "/simple/sampleproject/", "/pypi/sampleproject/json", "/simple/nothing/",
                  "/no-such-page/", file.get_absolute_url()):  # fmt: skip
        for headers in ({}, by(token)):
            answer = client.get(where, headers=headers)
            assert text_of(answer) or answer.status_code == 302
            assert "private" in answer["Cache-Control"], where
            assert "public" not in answer["Cache-Control"], where
            vary = {name.strip() for name in answer["Vary"].split(",")}
            assert {"Cookie", "Authorization"} <= vary, where
    assert "Accept" in client.get("/simple/", headers=by(token))["Vary"]


def test_who_has_a_page_is_told_304_only_after_the_check(client, token):
    etag = client.get("/simple/sampleproject/", headers=by(token))["ETag"]
    known = {"if-none-match": etag}
    assert client.get("/simple/sampleproject/", headers=known).status_code == 401
    assert client.get("/simple/sampleproject/", headers=known | by(token)).status_code == 304


def test_the_proxy_is_told_to_send_a_file_only_after_the_check(client, token, file, settings):
    settings.X_ACCEL_PREFIX = "/_files/"
    assert "X-Accel-Redirect" not in client.get(file.get_absolute_url())
    assert "X-Accel-Redirect" in client.get(file.get_absolute_url(), headers=by(token))


def test_pages_of_the_time_before_are_served_by_nobody(client, file, settings):
    settings.READERS_LOG_IN = False
    publication.publish_page(file.release.project_id)
    assert fast_lane.respond(raw_request())
    settings.READERS_LOG_IN = True
    assert fast_lane.respond(raw_request()) is None
    assert client.get("/simple/sampleproject/").status_code == 401


def test_nginx_is_told_by_a_mark(settings):
    mark = settings.PAGES_ROOT / published.PRIVATE_MARK
    assert mark.exists()
    settings.READERS_LOG_IN = False
    published.withdraw_all()
    assert not mark.exists()


def test_uploading_is_as_in_any_index(upload):
    assert upload(make_wheel("tides")).status_code == 200


def test_robots_are_told_to_stay_away(client):
    assert text_of(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n"


def test_where_admins_make_the_accounts_nobody_signs_up(client, settings):
    settings.SIGN_UP = False
    form = {"username": "eve", "email": "eve@example.com", "password1": PASSWORD}
    for answer in (client.get("/account/register/"), client.post("/account/register/", form)):
        assert "Accounts on this index are made by its admins; ask one for yours." in text_of(answer)
    assert not User.objects.filter(username="eve").exists()
    assert ">Register<" not in text_of(client.get("/account/login/"))
