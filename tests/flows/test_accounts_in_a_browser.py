"""From sign-up to the second factor in a real browser, under the site's own content security policy."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import expect

from tests.flows.browser import open_page, submit
from tests.flows.site import PASSWORD, running_site
from tests.flows.test_pages_in_a_browser import AXE, SERIOUS, WIDTHS

pytestmark = pytest.mark.browser

A_PERSON_TYPES_MS = 2_100


@pytest.fixture
def site(tmp_path):
    """Under a name: browsers bind security keys to one."""
    with running_site(tmp_path) as site:
        site.stop_processes()
        site.environment["SITE_URL"] = site.url = f"http://localhost:{site.port}"
        site.start_web()
        site.start_worker()
        yield site


def totp(secret):
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def sign_up(page, site, name):
    page.goto(f"{site.url}/account/register/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.wait_for_timeout(A_PERSON_TYPES_MS)
    submit(page)
    page.wait_for_url("**/manage/projects/")


def verify(page, site, name):
    page.goto(re.search(r"http\S+/account/verify-email/\S+", site.mail_to(f"{name}@example.com"))[0])
    submit(page)


def log_in(page, site, name):
    page.goto(f"{site.url}/account/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    submit(page)


def log_out(page):
    page.get_by_role("button", name="Log out").click()


def prove_it(page):
    """Where the password is asked for again."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        submit(page)


def set_up_app(page, site):
    """The secret and the recovery codes."""
    page.goto(f"{site.url}/account/two-factor/")
    page.get_by_role("link", name="Set up").click()
    prove_it(page)
    expect(page.locator(".qr svg")).to_be_visible()
    secret = page.locator(".secret").inner_text()
    page.get_by_role("textbox", name="Authenticator code").fill(totp(secret))
    submit(page)
    return secret, page.locator(".codes").inner_text().split()


def test_from_sign_up_to_a_second_factor_without_a_script(site):
    with open_page(java_script_enabled=False) as page:
        sign_up(page, site, "bea")
        verify(page, site, "bea")
        _, codes = set_up_app(page, site)
        assert len(codes) == 10
        log_out(page)
        log_in(page, site, "bea")
        page.get_by_role("textbox", name="Code").fill(codes[0])
        submit(page)
        page.wait_for_url("**/manage/projects/")
        page.goto(f"{site.url}/account/sessions/")
        expect(page.locator(".card-list .card")).to_have_count(1)
        page.goto(f"{site.url}/account/two-factor/webauthn/add/")
        prove_it(page)
        assert "Security keys need JavaScript" in page.content()


def virtual_key(page):
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return client, added["authenticatorId"]


def test_a_security_key_is_added_lets_in_proves_who_it_is_and_is_removed(site):
    with open_page() as page:
        virtual_key(page)
        sign_up(page, site, "bea")
        verify(page, site, "bea")
        page.goto(f"{site.url}/account/two-factor/webauthn/add/")
        prove_it(page)
        page.get_by_label("What you call it").fill("<b>blue</b> key")
        page.get_by_role("button", name="Use the key now").click()
        expect(page.locator("h1")).to_have_text("Recovery codes")
        log_out(page)

        log_in(page, site, "bea")
        page.get_by_role("button", name="Use a security key").click()
        page.wait_for_url("**/manage/projects/")

        page.goto(f"{site.url}/account/two-factor/webauthn/")
        expect(page.locator(".card")).to_contain_text("<b>blue</b> key")
        page.get_by_role("link", name="Remove").click()
        page.goto(
            page.url.replace("/account/reauthenticate/", "/account/two-factor/webauthn/reauthenticate/")
        )
        page.get_by_role("button", name="Use a security key").click()
        expect(page.locator("h1")).to_contain_text("Remove")
        page.get_by_role("button", name="Remove").click()
        expect(page.locator(".messages")).to_contain_text("The security key is removed.")


def test_a_key_that_does_not_answer_is_said_on_the_page_and_a_code_still_lets_in(site):
    with open_page() as page:
        client, key = virtual_key(page)
        sign_up(page, site, "bea")
        verify(page, site, "bea")
        _, codes = set_up_app(page, site)
        page.goto(f"{site.url}/account/two-factor/webauthn/add/")
        page.get_by_role("button", name="Use the key now").click()
        page.wait_for_url("**/account/two-factor/")
        log_out(page)
        log_in(page, site, "bea")
        client.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
        page.evaluate(
            "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
        )
        page.get_by_role("button", name="Use a security key").click()
        expect(page.get_by_role("alert")).to_have_text("The key was not used, or not in time. Try again.")
        page.get_by_role("textbox", name="Code").fill(codes[0])
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/manage/projects/")


PAGES_INSIDE = (
    "/account/addresses/",
    "/account/password/",
    "/account/sessions/",
    "/account/two-factor/",
    "/account/two-factor/totp/activate/",
    "/account/two-factor/recovery-codes/",
    "/account/two-factor/recovery-codes/generate/",
    "/account/two-factor/webauthn/",
    "/account/two-factor/webauthn/add/",
    "/account/reauthenticate/",
)


def faults_of(page):
    """What axe finds, in both schemes and widths, and pages wider than the window."""
    page.add_script_tag(path=AXE)
    found = []
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
            found += [
                (fault["id"], node["html"][:200])
                for fault in result["violations"]
                if fault["impact"] in SERIOUS
                for node in fault["nodes"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(("too wide", width))
    return found


def test_axe_finds_no_serious_fault_on_the_pages_of_the_door_and_nothing_leaves_the_window(site):
    # The policy, which allows no script of others, is put aside for axe alone.
    with open_page(bypass_csp=True) as page:
        sign_up(page, site, "bea")
        verify(page, site, "bea")
        set_up_app(page, site)
        assert faults_of(page) == [], "recovery codes, the one time that they are shown"
        for path in PAGES_INSIDE:
            page.goto(site.url + path)
            assert faults_of(page) == [], path
        log_out(page)
        log_in(page, site, "bea")
        assert faults_of(page) == [], "the second step"
