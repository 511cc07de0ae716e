"""Which passwords are taken, and what is said of those that are not."""

import hashlib
import http.server
import threading
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import breaches
from tests.factories import PASSWORD, signup_form

STOLEN = "vier ganz andere worte"


def complaints(password, **user):
    try:
        validate_password(password, User(**{"username": "ann", "email": "ann@example.com"} | user))
    except ValidationError as exc:
        return {error.code for error in exc.error_list}, " ".join(exc.messages)
    return set(), ""


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery staple", "x7#Kq9!mZp2v", "ü" * 3 + "ber alle Berge"]
)
def test_good_ones_are_taken(password):
    assert complaints(password) == (set(), "")


@pytest.mark.parametrize("password", ["Password123!", "abcabcabcabc", "qwertyuiop12", "2017-08-19xx"])
def test_weak_ones_are_refused_with_words_of_advice(password):
    codes, said = complaints(password)
    assert "password_too_weak" in codes
    assert "This password is easy to guess." in said
    assert len(said) > len("This password is easy to guess. ")


def test_one_s_own_name_is_no_secret():
    assert not complaints("thorvaldsson77", username="eve", email="eve@example.com")[0]
    assert complaints("thorvaldsson77", username="thorvaldsson", email="thorvaldsson@example.com")[0]


def test_a_password_in_lists_of_stolen_ones_is_refused_without_a_network():
    codes, said = complaints("1q2w3e4r5t6y")
    assert "password_breached" in codes
    assert "stolen" in said


def test_a_very_long_one_is_refused_at_once():
    started = time.monotonic()
    assert complaints("x" * 1_000_000)[0] == {"password_too_long"}
    assert time.monotonic() - started < 1


@pytest.mark.django_db
def test_every_character_counts(client):
    long = "several words in a row that make a very long phrase, " * 2 + " and  two spaces "
    client.post("/account/register/", signup_form(password1=long))
    user = User.objects.get()
    assert user.check_password(long)
    assert not user.check_password(long[:-1])
    assert not user.check_password(long[:100])


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "hint"), [("register", "new-password"), ("login", "current-password")])
def test_fields_tell_password_managers_what_they_are(client, page, hint):
    html = client.get(f"/account/{page}/").content.decode()
    assert f'autocomplete="{hint}"' in html
    assert "onpaste" not in html
    assert 'autocomplete="username"' in html


def test_a_long_phrase_is_scored_by_its_beginning():
    assert (
        complaints(
            "several words in a row that make a very long phrase indeed, so long that nobody types it"
        )[0]
        == set()
    )


@pytest.mark.django_db
def test_the_page_shows_the_advice_beside_the_field_and_keeps_what_else_was_typed(client):
    page = client.post("/account/register/", signup_form(password1="Password123!")).content.decode()
    assert "Add another word or two" in page
    assert 'value="ann@example.com"' in page
    assert "Password123!" not in page


# --- A service ---


class Service(http.server.BaseHTTPRequestHandler):
    """Answers as the real one does: all hashes that begin so, padded."""

    asked: list
    silence = 0.0
    body = ""

    def do_GET(self):
        self.asked.append((self.path, self.headers["Add-Padding"]))
        time.sleep(self.silence)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, *_arguments):
        """Nothing."""


@pytest.fixture
def service(settings):
    handler = type("Handler", (Service,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range"
    yield handler
    server.shutdown()
    server.server_close()


def line(password, count):
    return f"{hashlib.sha1(password.encode()).hexdigest().upper()[5:]}:{count}\r\n"


def test_a_password_that_the_service_knows_is_refused_and_it_learns_five_characters_of_a_hash(service):
    service.body = "0" * 35 + ":3\r\n" + line(STOLEN, 12)
    assert complaints(STOLEN)[0] == {"password_breached"}
    [(path, padding)] = service.asked
    assert path == "/range/" + hashlib.sha1(STOLEN.encode()).hexdigest().upper()[:5]
    assert padding == "true"


def test_padding_is_no_hit(service):
    service.body = line(STOLEN, 0)
    assert not breaches.is_known(STOLEN)


@pytest.mark.parametrize("body", ["", "nonsense", "\x00\xff"])
def test_an_answer_that_knows_nothing_lets_the_password_pass(service, body):
    service.body = body
    assert not breaches.is_known(STOLEN)


def test_a_service_that_is_silent_lets_the_password_pass_soon(service, monkeypatch):
    monkeypatch.setattr(breaches, "PATIENCE_SECONDS", 0.2)
    service.silence = 1
    started = time.monotonic()
    assert not breaches.is_known(STOLEN)
    assert time.monotonic() - started < 0.9


def test_a_service_that_is_away_lets_the_password_pass_and_the_lists_still_hold(settings):
    settings.BREACHED_PASSWORDS_URL = "http://127.0.0.1:9/range"
    assert not breaches.is_known(STOLEN)
    assert breaches.is_known("1q2w3e4r5t6y")


def test_without_the_setting_nobody_is_asked(service, settings):
    settings.BREACHED_PASSWORDS_URL = ""
    breaches.is_known(STOLEN)
    assert not service.asked
