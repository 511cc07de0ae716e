"""The public pages in a real browser: sound for screen readers and keys, light, at every width and in both schemes."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.flows.site import Site, services

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
MAX_HOME_BYTES = 60_000
SERIOUS = {"serious", "critical"}
WIDTHS = (360, 1280)
LOOKS = [
    "color-contrast",
    "scrollable-region-focusable",
    "target-size",
    "link-in-text-block",
]  # what a scheme and a width change
FILL = """
import django; django.setup()
from tests.factories import NOW, make_file, make_project, make_release, make_user
from index import figures, tasks
from index.models import Project
from index.search import entries
ann = make_user("ann")
for number in range(30):
    project = make_project(f"tide-tables-{number}" if number else "tide-tables", owner=ann)
    release = make_release(project, "1.0", description="# Tides\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n```python\\nimport tides\\n```\\n",
        description_content_type="text/markdown")
    release.metadata |= {"classifiers": ["Framework :: Django", "Topic :: Utilities"], "keywords": ["moon", "sea"],
        "requires_dist": ["numpy>=2"], "license_expression": "MIT", "provides_extra": ["fast"],
        "project_urls": {"Source": "https://code.example/ann/tides"}}
    release.save()
    make_file(release)
    tasks.render_description(release.pk)
project = Project.objects.get(normalized_name="tide-tables")
make_file(make_release(project, "0.9", yanked_at=NOW, yanked_reason="It eats files."))
make_file(make_release(project, "2.0rc1"))
Project.objects.filter(normalized_name="tide-tables-1").update(status="archived", status_reason="Done.")
entries.refresh(Project.objects.values_list("id", flat=True))
figures.count(now=NOW)
"""
PAGES = [
    "/",
    "/search/",
    "/search/?q=tide",
    "/search/?q=tide&c=Framework+%3A%3A+Django&o=-created&page=2",
    "/search/?q=tied-tables-0",
    "/project/tide-tables/",
    "/project/tide-tables/0.9/",
    "/project/tide-tables-1/",
    "/user/ann/",
    "/help/",
    "/classifiers/",
    "/stats/",
    "/status/",
    "/account/login/",
    "/account/register/",
    "/account/request-password-reset/",
    "/nothing-here/",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One for all tests here: they only read."""
    with services(f"gatehouse_pages_{os.getpid()}") as environment:
        site = Site(tmp_path_factory.mktemp("pages"))
        site.environment |= environment
        try:
            for command in ((sys.executable, "bin/prepare"), (sys.executable, "-c", FILL)):
                done = site.run(*command)
                assert done.returncode == 0, done.stderr
            site.start_web()
            yield site
        finally:
            site.stop()


@pytest.fixture(scope="module")
def browser():
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault_and_nothing_leaves_the_window(site, browser, path):
    # The policy, which allows no script of others, is put aside for axe alone. Without motion, colours change at once.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site.url + path)
    page.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            is_first = (scheme, width) == ("light", WIDTHS[0])
            rules = {"runOnly": LOOKS} if not is_first else {}
            found = page.evaluate("options => axe.run(options)", rules | {"resultTypes": ["violations"]})
            faults = [
                (fault["id"], node["html"][:200])
                for fault in found["violations"]
                if fault["impact"] in SERIOUS
                for node in fault["nodes"]
            ]
            assert faults == [], (scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_home_with_all_it_loads_is_light(site, page):
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    received = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site.url, wait_until="networkidle")
    icon = page.request.get(site.url + page.locator("link[rel=icon]").get_attribute("href"))
    total = sum(received) + len(icon.body())
    assert len(received) > 5
    assert total < MAX_HOME_BYTES, f"{total:,} bytes"


@pytest.mark.parametrize("path", ["/", "/project/tide-tables/", "/search/?q=tide"])
def test_the_first_tab_skips_to_the_content_and_every_stop_is_seen(site, page, path):
    page.goto(site.url + path)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    assert page.locator(":focus").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.count() == 1
        outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
        assert outline != "none", focused.evaluate("element => element.outerHTML")


def test_a_search_by_words_classifier_and_date_without_a_script(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.locator("#q").fill("tide tables")
    page.locator("#q").press("Enter")
    expect(page.locator("h1")).to_contain_text("tide tables")
    expect(page.locator("main .project-name").first).to_have_text("tide-tables")
    page.locator("summary", has_text="Framework").click()
    page.get_by_label("Django", exact=True).check()
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".lead")).to_contain_text("30 projects")
    page.get_by_role("link", name="Newest first").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pagination p")).to_have_text("Page 2 of 2")
    assert {"q=tide+tables", "o=-created", "page=2"} <= set(page.url.partition("?")[2].split("&"))
    page.get_by_label("Framework :: Django").uncheck()
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_label("Framework :: Django")).to_have_count(0)
    context.close()


def test_a_digest_is_copied_by_its_button(site, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.url}/project/tide-tables/")
    button = page.locator("#files .copy").first
    digest = button.get_attribute("data-copy")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == digest
    assert len(digest) == 64
    context.close()
