"""What every answer says to browsers and caches, whatever the address."""

import pytest
from django.test import Client

from tests.factories import make_user, publish
from tests.routes import address_of, every_route

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["a stranger", "an admin"])
def answers(request):
    """The answer to each address of the site, some of them refusals."""
    ann = publish("tides", user=make_user("ann")).uploader
    client = Client(raise_request_exception=False)
    if request.param == "an admin":
        client.force_login(make_user("ada", is_staff=True))
    addresses = {address_of(pattern, username=ann.username) for _, pattern in every_route()}
    answers = {address: client.get(address) for address in sorted(addresses) if "logout" not in address}
    return answers | {"/nothing/": client.get("/nothing/"), "/legacy/ POST": client.post("/legacy/", {})}


def test_no_answer_lets_itself_be_framed_or_guessed_at_or_asks_for_a_camera(answers):
    assert len(answers) > 100
    for address, answer in answers.items():
        assert answer.status_code < 500, address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert "camera=()" in answer["Permissions-Policy"], address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert "unsafe" not in policy, address


def test_what_differs_by_cookie_is_kept_by_no_shared_cache(answers):
    by_cookie = {address: answer for address, answer in answers.items() if "Cookie" in answer.get("Vary", "")}
    assert len(by_cookie) > 50
    for address, answer in by_cookie.items():
        rule = answer["Cache-Control"]
        is_the_status_for_strangers = "public" in rule and "_auth_user_id" not in answer.client.session
        assert "private" in rule or "no-store" in rule or is_the_status_for_strangers, (address, rule)
