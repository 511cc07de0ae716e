"""A pasted list of 300 names, from the draft to the purge to its undoing, in a real browser on a running site."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.flows.browser import log_in, open_page
from tests.flows.site import PATIENCE_SECONDS, create_user

pytestmark = pytest.mark.browser

PROJECTS = 300
FILL = f"""
from django.utils import timezone
from accounts.models import User
from index.models import DistributionFile, Project, Release, Role
owner, now = User.objects.get(username="mallory"), timezone.now()
for n in range({PROJECTS}):
    project = Project.objects.create(
        name=f"films-{{n}}", normalized_name=f"films-{{n}}", confusable_key=f"f{{n}}", created_at=now, listed=True
    )
    Role.objects.create(project=project, user=owner, kind="owner")
    Release.objects.create(
        project=project, version="1.0", summary="Watch films.", metadata={{}}, description_html="", created_at=now
    )
"""


@pytest.mark.parametrize("has_javascript", [True, False])
def test_from_a_pasted_list_to_the_purge_to_its_undoing(site, has_javascript):
    create_user(site, "ada", "--verified", "--staff")
    create_user(site, "mallory", "--verified")
    site.manage("shell", "--no-imports", "-c", FILL)
    site.manage("search", "rebuild")
    names = "\n".join(f"films-{number}" for number in range(PROJECTS))
    with open_page(java_script_enabled=has_javascript) as page:
        log_in(page, site, "ada")
        assert channels(page, site) == (200, PROJECTS, True)
        page.goto(f"{site.url}/moderation/")
        page.get_by_role("link", name="Purges", exact=True).click()
        page.get_by_role("link", name="Draft a purge").click()
        page.get_by_label("Projects, and accounts that alone own one of them").check()
        page.get_by_role("textbox", name="Names").fill(f"{names}\nno-such-project")
        page.get_by_role("button", name="Draft from these names").click()
        expect(page.locator("main")).to_contain_text("Remove 300 projects and freeze 1 account")
        page.get_by_label("Type the number of members").fill("301")
        page.get_by_label("Reason").fill("a wave of films")
        page.get_by_role("button", name="Purge them").click()
        site.start_worker()
        wait_for(page, "301 of 301 gone", reload=not has_javascript)
        assert page.locator("progress").evaluate("bar => bar.value == bar.max")
        purge = page.url
        assert channels(page, site) == (404, 0, False)
        subjects(site, count=1)  # told of it, before it is undone
        page.goto(purge)
        page.get_by_role("button", name="Undo the purge").click()
        wait_for(page, "301 of 301 back", reload=not has_javascript)
        expect(page.locator("h1")).to_contain_text("undone")
        assert channels(page, site) == (200, PROJECTS, True)
        assert sorted(subjects(site, count=2)) == [
            f"Gatehouse: {PROJECTS} of your projects are back",
            f"Gatehouse: {PROJECTS} of your projects were removed",
        ]


def channels(page, site):
    """Status of the simple page of one project; how many the simple index names; whether search shows them."""
    status = page.request.get(f"{site.url}/simple/films-7/").status
    named = page.request.get(f"{site.url}/simple/").text().count('href="/simple/films-')
    page.goto(f"{site.url}/search/?q=films")
    return status, named, "films-" in page.inner_text("main")


def subjects(site, *, count):
    """Of the mails to mallory about projects, once there are so many; the letters follow the last batch."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        mails = [path.read_text() for path in (site.data / "mail").iterdir()]
        found = [
            text.partition("\nSubject: ")[2].partition("\n")[0] for text in mails if "\nTo: mallory" in text
        ]
        found = [subject for subject in found if "projects" in subject]
        if len(found) >= count:
            return found
        time.sleep(0.2)
    raise TimeoutError(found)


def wait_for(page, words, *, reload):
    """With JavaScript the bar moves by itself, and at the end the page comes anew."""
    if not reload:
        expect(page.locator("main")).to_contain_text(re.compile(re.escape(words)), timeout=60_000)
        return
    for _ in range(60):
        if words in page.inner_text("main"):
            return
        page.wait_for_timeout(1000)
        page.get_by_role("link", name="Reload").click()
    raise TimeoutError(words)
