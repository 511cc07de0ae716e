"""`manage.py files orphans`: what no row speaks of is found and cleared, what a row may need again is not."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from index import lifecycle, orphans, storage, tasks
from index.models import Project
from index.simple import published
from tests.factories import NOW, publish

pytestmark = pytest.mark.django_db

ORPHAN = f"ab/cd/{'0' * 60}/left-1.0-py3-none-any.whl"


def age(path, hours=2):
    then = time.time() - hours * 3600
    os.utime(path, (then, then), follow_symlinks=False)


def in_store(path):
    return Path(storage.store().path(path))


def store(path, content=b"bytes"):
    storage.put(path, ContentFile(content))
    storage.put_metadata(path, b"metadata")
    age(in_store(path))
    age(in_store(path + ".metadata"))


def run(*options):
    out = io.StringIO()
    call_command("files", "orphans", *options, stdout=out)
    *paths, summary = out.getvalue().splitlines()
    return sorted(paths), summary


@pytest.fixture(autouse=True)
def _nothing_of_other_tests():
    for path in list(storage.paths()):
        storage.store().delete(path)
    for draft in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        draft.unlink()


def test_bytes_without_a_row_are_found_and_only_cleared_when_told():
    store(ORPHAN)
    assert run() == ([ORPHAN, f"{ORPHAN}.metadata"], "2 orphans found.")
    assert in_store(ORPHAN).exists()
    assert run("--clear") == ([ORPHAN, f"{ORPHAN}.metadata"], "2 orphans cleared.")
    assert not in_store(ORPHAN).exists()
    assert run() == ([], "0 orphans found.")


@pytest.mark.parametrize("state", ["shown", "held", "quarantined", "file", "release", "project"])
def test_what_a_row_speaks_of_stays_whatever_its_state(state):
    file = publish()
    release, project = file.release, file.release.project
    by = {"actor": "ada", "reason": "looking", "now": NOW}
    {
        "shown": lambda: None,
        "held": lambda: lifecycle.hold(release=release, **by),
        "quarantined": lambda: lifecycle.set_status(project=project, status=Project.Status.QUARANTINED, **by),
        "file": lambda: lifecycle.remove_file(file=file, **by),
        "release": lambda: lifecycle.remove_release(release=release, **by),
        "project": lambda: lifecycle.remove(project=project, **by),
    }[state]()
    for path in (file.path, f"{file.path}.metadata"):
        age(in_store(path))
    store(ORPHAN)
    assert run("--clear")[1] == "2 orphans cleared."
    assert {file.path, f"{file.path}.metadata"} == set(storage.paths())


def test_other_bytes_under_a_published_name_are_an_orphan():
    file = publish()
    store(other := f"ab/cd/{'1' * 60}/{file.filename}")
    assert run()[0] == [other, f"{other}.metadata"]


def test_what_is_young_may_be_of_an_upload_in_flight():
    storage.put(ORPHAN, ContentFile(b"bytes"))
    assert run()[0] == []
    age(in_store(ORPHAN), hours=0.5)
    assert run()[0] == []
    assert run("--older-than", "20m")[0] == [ORPHAN]


def test_an_orphan_that_is_uploaded_again_is_young_again():
    store(ORPHAN)
    before = timezone.now() - timedelta(hours=1)
    found = sorted(orphans.find(before=before), key=lambda orphan: orphan.path)
    storage.put(ORPHAN, ContentFile(b"bytes"))  # between the look and the deletion
    assert [orphans.clear(orphan, before=before) for orphan in found] == [False, True]
    assert in_store(ORPHAN).read_bytes() == b"bytes"


def test_drafts_that_nobody_finishes_are_found():
    draft = Path(settings.FILE_UPLOAD_TEMP_DIR) / "tmp123.upload"
    draft.write_bytes(b"half")
    assert run()[0] == []
    age(draft)
    assert run("--clear")[0] == [str(draft)]
    assert not draft.exists()


def test_half_made_states_of_pages_are_found_and_published_ones_are_not(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish()
    page = Path(os.path.realpath(published.find("sampleproject").folder))
    for state in (page, left := page.with_name("sampleproject@0"),
                  draft := page.with_name(".sampleproject@9.abcd")):  # fmt: skip
        state.mkdir(exist_ok=True)
        (state / "page.html").touch()
        age(state)
    link = published.links() / ".sampleproject.abcd"
    link.symlink_to(page)
    age(link)
    assert set(run("--clear")[0]) == {str(left), str(draft), str(link)}
    assert published.find("sampleproject").read(is_json=True, gzipped=False)
    assert page.exists()


def test_states_of_pages_that_were_withdrawn_by_the_thousand_are_found():
    for name in ("gone", "shown"):
        published.publish(name, {"html": b"x", "json": b"{}"}, serial=7, changed_second=1)
    published.withdraw_many(["gone", "never-published"])
    assert run()[0] == []
    states = list(published.states().glob("*/*"))
    for state in states:
        age(state)
    assert run("--clear")[0] == [str(state) for state in states if state.name == "gone@7"]
    assert published.find("shown").read(is_json=False, gzipped=False)[0] == b"x"


def test_many_files_are_compared_in_few_queries(django_assert_num_queries, monkeypatch):
    publish()
    for number in range(12):
        store(f"ab/cd/{number:060}/left-{number}.whl")
    monkeypatch.setattr(orphans, "BATCH", 10)
    with django_assert_num_queries(3):
        assert run()[1] == "24 orphans found."


def test_the_daily_sweep_clears_them(settings):
    store(ORPHAN)
    tasks.clear_orphans()
    assert list(storage.paths()) == []
    assert "index.tasks.clear_orphans" in {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_grace_that_is_none_is_refused():
    with pytest.raises(CommandError, match="--older-than: 'soon' is no duration"):
        run("--older-than", "soon")
