"""Uploading by dropping files, and yanking and deleting in bulk, in a real browser on a running site."""

import pytest
from playwright.sync_api import expect

from tests.distributions import make_sdist, make_wheel
from tests.flows.browser import log_in, open_page
from tests.flows.site import create_user, twine

pytestmark = pytest.mark.browser


@pytest.fixture
def page():
    with open_page() as page:
        yield page


@pytest.fixture
def page_without_script():
    with open_page(java_script_enabled=False) as page:
        yield page


def write(folder, *distributions):
    folder.mkdir()
    paths = []
    for filename, content in distributions:
        (folder / filename).write_bytes(content)
        paths.append(folder / filename)
    return paths


def drop(page, selector, paths):
    """As a person drops files that lie in a folder."""
    files = [{"name": path.name, "bytes": list(path.read_bytes())} for path in paths]
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const { name, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        files,
    )
    page.dispatch_event(selector, "drop", {"dataTransfer": transfer})


def test_two_dropped_files_show_their_progress_are_read_back_and_published(site, page, tmp_path):
    create_user(site, "ann", "--verified")
    log_in(page, site, "ann")
    page.goto(f"{site.url}/manage/upload/")
    drop(page, "#file", write(tmp_path / "dist", make_wheel("tides"), make_sdist("tides")))
    expect(page.locator("#progress li")).to_have_count(2)
    expect(page.locator("#progress li.good")).to_have_count(2)
    expect(page.locator("#progress progress").first).to_have_js_property("value", 1)
    expect(page.locator("#staged li.card")).to_have_count(2)
    expect(page.locator("#staged")).to_contain_text("A sample project.")
    assert page.request.get(f"{site.url}/simple/tides/").status == 404
    page.get_by_role("button", name="Publish ticked").click()
    expect(page.locator(".messages")).to_contain_text("tides-1.0.tar.gz is published.")
    assert "tides-1.0-py3-none-any.whl" in page.request.get(f"{site.url}/simple/tides/").text()


def test_chosen_files_are_read_at_once_and_can_be_discarded(site, page, tmp_path):
    create_user(site, "ann", "--verified")
    log_in(page, site, "ann")
    page.goto(f"{site.url}/manage/upload/")
    page.set_input_files("#file", write(tmp_path / "dist", make_wheel("tides"), make_wheel("ebbs")))
    expect(page.locator("#progress li.good")).to_have_count(2)
    page.get_by_role("button", name="Discard ebbs").click()
    expect(page.locator("#staged li.card")).to_have_count(1)


def test_without_script_one_file_is_read_and_published(site, page_without_script, tmp_path):
    page = page_without_script
    create_user(site, "ann", "--verified")
    log_in(page, site, "ann")
    page.goto(f"{site.url}/manage/upload/")
    page.set_input_files("#file", write(tmp_path / "dist", make_wheel("tides")))
    page.get_by_role("button", name="Read file").click()
    expect(page.locator("#staged")).to_contain_text("tides-1.0-py3-none-any.whl")
    page.get_by_role("button", name="Publish ticked").click()
    expect(page.locator(".messages")).to_contain_text("tides-1.0-py3-none-any.whl is published.")


def test_releases_are_yanked_by_tick_boxes_and_deleted_by_typing_the_name(site, page, tmp_path):
    token = create_user(site, "ann", "--verified")
    releases = [make_wheel("tides", version) for version in ("1.0", "1.1", "1.2")]
    code, said = twine(site, token, tmp_path / "dist", *releases)
    assert code == 0, said
    log_in(page, site, "ann")
    page.goto(f"{site.url}/manage/projects/")
    page.get_by_role("link", name="tides").first.click()

    page.get_by_label("1.0", exact=True).check()
    page.get_by_label("1.1", exact=True).check()
    page.get_by_role("button", name="Yank…", exact=True).click()
    page.get_by_label("Reason").fill("loses rows")
    page.get_by_role("button", name="Yank", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("2 releases yanked.")
    assert page.request.get(f"{site.url}/simple/tides/").text().count('data-yanked="loses rows"') == 2

    page.get_by_label("1.0", exact=True).check()
    page.get_by_label("1.1", exact=True).check()
    page.get_by_role("button", name="Delete…").click()
    expect(page.locator("main")).to_contain_text("Delete 2 releases of tides?")
    page.get_by_label("The project's name").fill("tides")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("2 releases deleted.")
    simple = page.request.get(f"{site.url}/simple/tides/").text()
    assert "tides-1.2" in simple
    assert "tides-1.0" not in simple
