"""Signing up, reporting, judging, retraining and the switches, clicked in a real browser on a running site."""

import re

import pytest
from playwright.sync_api import expect

from tests.distributions import make_wheel
from tests.flows.browser import log_in, open_page, submit
from tests.flows.site import PASSWORD, create_user, twine

pytestmark = pytest.mark.browser

SPAM = make_wheel(
    "free-gift-codes-2026",
    summary="Free gift card codes no survey unlimited",
    description="CLICK HERE >>> https://gift.example/codes <<< get free gift card codes now! " * 8,
)
HONEST = make_wheel(
    "tide-reader",
    summary="Reads tide tables into data frames.",
    description="# Tides\n\n```python\nimport tide_reader\ntide_reader.read('a.csv')\n```\n",
)


@pytest.fixture
def page():
    with open_page() as page:
        yield page


def test_a_stranger_signs_up_verifies_and_makes_a_token_that_uploads(site, page, tmp_path):
    site.start_worker()
    page.goto(f"{site.url}/account/register/")
    page.fill("#id_username", "bea")
    page.fill("#id_email", "bea@example.com")
    page.fill("#id_password1", PASSWORD)
    page.wait_for_timeout(2_100)  # what comes sooner was not typed by a person
    submit(page)
    page.wait_for_url("**/manage/projects/")

    page.goto(re.search(r"http\S+/account/verify-email/\S+", site.mail_to("bea@example.com"))[0])
    submit(page)
    page.goto(f"{site.url}/manage/account/token/")
    page.fill("#id_description", "laptop")
    page.get_by_role("button", name="Make token").click()
    page.fill("#id_password", PASSWORD)
    submit(page)
    code, said = twine(site, page.inner_text("#token"), tmp_path / "dist", HONEST)
    assert code == 0, said


def test_an_admin_judges_what_was_reported_and_the_model_learns(site, page, tmp_path):
    create_user(site, "ada", "--verified", "--staff")
    create_user(site, "bea", "--verified")
    code, said = twine(site, create_user(site, "ann", "--verified"), tmp_path / "dist", SPAM, HONEST)
    assert code == 0, said
    site.start_worker()
    site.manage("queue", "wait")

    log_in(page, site, "bea")
    for name, text in (("tide-reader", "Is it of use?"), ("free-gift-codes-2026", "It promises free codes.")):
        page.goto(f"{site.url}/project/{name}/report/")
        page.fill("#id_text", text)
        submit(page)
        expect(page.locator("main")).to_contain_text("waiting")
    page.get_by_role("button", name="Log out").click()

    log_in(page, site, "ada")
    page.goto(f"{site.url}/moderation/queue/")
    first = page.locator("main li.card").first
    expect(first).to_contain_text("free-gift-codes-2026")
    expect(first).to_contain_text("It promises free codes.")
    expect(first).to_contain_text("Speaks for spam")
    first.get_by_role("button", name="Spam", exact=True).click()
    expect(page.locator("#said")).to_contain_text("is removed")
    page.get_by_role("button", name="Not spam").click()
    expect(page.locator("#said")).to_contain_text("is listed")
    for path in ("/simple/free-gift-codes-2026/", "/project/free-gift-codes-2026/"):
        assert page.request.get(site.url + path).status == 404
    assert "tide-reader" in page.request.get(f"{site.url}/search/?q=tide").text()

    page.goto(f"{site.url}/moderation/model/")
    page.get_by_role("button", name="Retrain").click()
    for _ in range(60):
        if page.get_by_role("row", name="trained-").count():
            break
        page.wait_for_timeout(500)
        page.goto(f"{site.url}/moderation/model/")
    expect(page.get_by_role("row", name="trained-")).to_contain_text("Current")


def test_a_switch_is_flipped_and_flipped_back(site, page):
    create_user(site, "ada", "--verified", "--staff")
    log_in(page, site, "ada")
    switch = f"{site.url}/moderation/flags/disallow-new-user-registration"
    page.goto(f"{switch}/on/")
    page.fill("#id_reason", "a wave of spam")
    page.fill("#id_notice", "We rest until Monday.")
    submit(page)
    assert "We rest until Monday." in page.request.get(f"{site.url}/help/").text()
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{site.url}/account/register/")
    expect(page.locator("main")).to_contain_text("We rest until Monday.")
    log_in(page, site, "ada")
    page.goto(f"{switch}/off/")
    page.fill("#id_reason", "it is calm")
    submit(page)
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{site.url}/account/register/")
    expect(page.locator("#id_username")).to_be_visible()
