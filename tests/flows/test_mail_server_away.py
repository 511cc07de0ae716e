"""A mail server that is silent, then back: sign-up does not wait for it, and the mail arrives, once."""

import re
import socket
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from tests.flows.mail_server import mail_server
from tests.flows.site import PASSWORD, running_site

LONGEST_SIGN_UP_SECONDS = 5
LONGEST_WAIT_SECONDS = 60


def sign_up(site, username):
    """How many seconds the answer took, and where it led."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{site.url}/account/register/").read().decode()
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    form |= {"username": username, "email": f"{username}@example.com", "password1": PASSWORD, "website": ""}
    time.sleep(2.1)  # what comes sooner was not typed by a person
    started = time.monotonic()
    answer = browser.open(f"{site.url}/account/register/", urllib.parse.urlencode(form).encode())
    return time.monotonic() - started, answer.url


def test_sign_up_answers_while_the_mail_server_is_silent_and_the_mail_arrives_once_it_is_back(tmp_path):
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    with running_site(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{port}") as site:
        site.start_worker()
        seconds, url = sign_up(site, "ann")
        assert seconds < LONGEST_SIGN_UP_SECONDS
        assert url.endswith("/manage/projects/")
        silent.accept()[0].close()  # somebody tried
        silent.close()
        with mail_server(port) as received:
            end = time.monotonic() + LONGEST_WAIT_SECONDS
            while not received and time.monotonic() < end:
                time.sleep(0.2)
            time.sleep(1)  # for a second one that must not come
            [text] = received
    assert "To: ann@example.com" in text
    assert "/account/verify-email/" in text
    assert "text/html" in text
