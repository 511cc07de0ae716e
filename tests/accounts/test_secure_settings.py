"""What a site at an https address sets for cookies and passwords, read from the real settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json
from django.conf import settings
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PATH",
    "SESSION_COOKIE_DOMAIN", "SECURE_HSTS_SECONDS", "STAFF_NEED_SECOND_FACTOR", "PASSWORD_HASHERS",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_at(url, folder):
    environment = os.environ | {
        "SITE_URL": url,
        "GATEHOUSE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    return settings_at("https://index.example", tmp_path_factory.mktemp("secure"))


def test_cookies_are_of_this_host_alone_over_https_and_closed_to_scripts(secure):
    for cookie in ("SESSION", "CSRF", "DEVICE"):
        assert secure[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
    assert secure["SESSION_COOKIE_SECURE"] is secure["CSRF_COOKIE_SECURE"] is True
    assert secure["SESSION_COOKIE_HTTPONLY"] is secure["CSRF_COOKIE_HTTPONLY"] is True
    assert secure["SESSION_COOKIE_SAMESITE"] == "Lax"
    # What the prefix asks for, or browsers drop the cookie.
    assert (secure["SESSION_COOKIE_PATH"], secure["SESSION_COOKIE_DOMAIN"]) == ("/", None)


def test_https_is_remembered_staff_need_a_second_factor_and_keys_check_their_origin(secure):
    assert secure["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert secure["STAFF_NEED_SECOND_FACTOR"] is True
    assert secure["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False


def test_passwords_are_hashed_with_argon2id_at_the_least_that_owasp_asks_for(secure):
    from accounts.logging_in.hashers import Argon2Hasher

    assert secure["PASSWORD_HASHERS"] == ["accounts.logging_in.hashers.Argon2Hasher"]
    encoded = Argon2Hasher().encode("a long and quiet evening", "sixteen of salt!")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_salts_are_random_and_long():
    from accounts.logging_in.hashers import Argon2Hasher

    salts = {Argon2Hasher().salt() for _ in range(10)}
    assert len(salts) == 10
    assert min(map(len, salts)) >= 16  # of 62 characters: 95 bits and more


@pytest.mark.django_db
def test_the_session_s_key_is_random_and_long():
    from django.contrib.sessions.backends.db import SessionStore

    keys = set()
    for _ in range(10):
        store = SessionStore()
        store.create()
        keys.add(store.session_key)
    assert len(keys) == 10
    assert {len(key) for key in keys} == {32}  # of 36 characters: 165 bits


def test_a_plain_address_has_plain_cookies_or_nobody_could_log_in(tmp_path):
    assert settings_at("http://127.0.0.1:8000", tmp_path)["SESSION_COOKIE_NAME"] == "sessionid"


@pytest.mark.django_db
def test_a_new_index_has_no_account():
    from accounts.models import User

    assert not User.objects.exists()
