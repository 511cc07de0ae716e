"""A headless Chromium whose console must stay free of errors: the content security policy speaks there."""

import contextlib
import shutil

from playwright.sync_api import sync_playwright

from tests.flows.site import PASSWORD


@contextlib.contextmanager
def open_page(**options):
    """`options` are those of a browser's page, such as `java_script_enabled`."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    errors = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(**options)
        page.set_default_timeout(30_000)
        page.on("console", lambda message: errors.append(message.text) if _is_an_error(message) else None)
        yield page
        browser.close()
    assert errors == []


def _is_an_error(message):
    """A refusal that a script was answered with is told there too, and the page tells it in words."""
    return message.type == "error" and "409 (Conflict)" not in message.text


def submit(page):
    page.locator("main form button:not([type=button])").last.click()


def log_in(page, site, username):
    page.goto(f"{site.url}/account/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    submit(page)
