"""`POST /legacy/`: what is published, and how a second upload meets the first."""

import hashlib
import stat
from pathlib import Path

import pytest

from classifier.models import PendingScore
from index import storage
from index.models import DistributionFile, JournalEntry, Project, Release, Role
from tests.distributions import core_metadata, make_sdist, make_wheel
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def test_a_wheel_and_an_sdist_are_published_as_one_release(upload, ann):
    assert upload(make_wheel()).status_code == 200
    assert upload(make_sdist()).status_code == 200
    release = Release.objects.get()
    assert release.version == "1.0"
    assert release.files.count() == 2
    assert Role.objects.get(project=release.project).user == ann


def test_bytes_are_stored_under_their_digest_with_the_metadata_beside(upload):
    filename, content = make_wheel()
    upload((filename, content))
    file = DistributionFile.objects.get()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    with storage.open_file(file.path) as stored, storage.open_file(file.path + ".metadata") as beside:
        assert stored.read() == content
        metadata = beside.read()
    assert metadata == core_metadata()
    assert file.metadata_sha256 == hashlib.sha256(metadata).hexdigest()


def test_the_metadata_in_the_file_is_what_is_stored_not_the_form(upload):
    upload(make_wheel(summary="The truth."), summary="A lie.")
    assert Release.objects.get().summary == "The truth."


def test_no_field_of_the_form_says_whose_a_project_is_or_how_it_stands(upload, ann):
    make_user("eve")
    said = {"owner": "eve", "user": "eve", "uploader": "eve", "publisher": "eve", "listed": "1"}
    answer = upload(**said, status="archived", max_file_bytes="1", uploaded_at="1999-01-01", held_at="")
    assert answer.status_code == 200
    project = Project.objects.get()
    assert [(role.user, role.kind) for role in project.roles.all()] == [(ann, Role.Kind.OWNER)]
    assert (project.listed, project.status, project.max_file_bytes) == (False, Project.Status.ACTIVE, None)
    file = DistributionFile.objects.get()
    assert (file.uploader, file.uploaded_at.year > 1999) == (ann, True)


@pytest.mark.parametrize("spooled", [0, 10 * 2**20], ids=["in a file", "in memory"])
def test_what_is_checked_is_what_is_stored_whatever_lies_in_the_folder_of_drafts(upload, settings, spooled):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = spooled
    filename, content = make_wheel(files={"sampleproject/data": b"x" * 100_000})
    upload((filename, content))
    file = DistributionFile.objects.get()
    with storage.open_file(file.path) as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == file.sha256
    assert stat.S_IMODE(Path(settings.FILE_UPLOAD_TEMP_DIR).stat().st_mode) & 0o022 == 0


def test_a_pending_score_is_written_in_the_same_transaction(upload):
    upload()
    assert PendingScore.objects.get().release == Release.objects.get()


def test_the_journal_tells_what_happened(upload):
    upload()
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "create",
        "new release",
        "add bdist_wheel file sampleproject-1.0-py3-none-any.whl",
    ]
    assert Project.objects.get().last_serial == JournalEntry.objects.latest("pk").pk


def test_the_identical_file_again_is_accepted_and_changes_nothing(upload):
    upload()
    before = JournalEntry.objects.count()
    assert upload().status_code == 200
    assert (DistributionFile.objects.count(), JournalEntry.objects.count()) == (1, before)


def test_the_same_name_with_other_content_is_refused_in_words_that_clients_know(upload):
    upload()
    answer = upload(make_wheel(summary="Changed."))
    assert answer.status_code == 400
    assert answer.reason_phrase.startswith("File already exists")
    assert Release.objects.get().summary == "A sample project."


def test_a_second_sdist_of_a_release_is_refused(upload):
    upload(make_sdist("tide-tables", "1.0"))
    answer = upload(make_sdist("tide-tables", "1.0", folder="tide_tables-1.0", description="other"))
    assert answer.status_code == 400


@pytest.mark.parametrize("removed", [False, True])
def test_a_version_in_another_spelling_opens_no_old_release(upload, removed):
    upload(make_wheel(version="1.0"))
    if removed:
        Release.objects.update(removed_at=NOW)
    for other in ("1", "1.0.0"):
        answer = upload(make_wheel(version=other))
        assert answer.status_code == 400
        assert "is the same version as 1.0" in answer.reason_phrase
    assert Release.objects.get().version == "1.0"
    assert upload(make_wheel(version="1.0.1")).status_code == 200


@pytest.mark.parametrize(
    "twin",
    [
        "SampleProject-1.0-py2.py3-none-any.whl",
        "sampleproject-1.0-py3.py2-none-any.whl",
        "sampleproject-1.0-PY2.PY3-NONE-ANY.whl",
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_a_file_name_in_another_spelling_is_the_same_file_name(upload, twin, removed):
    filename, content = make_wheel(tag="py2.py3-none-any")
    upload((filename, content))
    if removed:
        DistributionFile.objects.update(removed_at=NOW)
    answer = upload((twin, content), name="sampleproject", version="1.0")
    assert answer.status_code == 400
    assert answer.reason_phrase.startswith(f"File already exists: {filename}")
    assert DistributionFile.objects.count() == 1


def test_a_build_tag_or_another_platform_makes_another_file(upload):
    upload(make_wheel())
    filename, content = make_wheel()
    assert upload((filename.replace("-py3", "-1-py3"), content)).status_code == 200
    assert upload(make_wheel(tag="py3-none-win32")).status_code == 200
    assert DistributionFile.objects.count() == 3


@pytest.mark.parametrize("status", ["archived", "quarantined"])
def test_a_closed_project_takes_no_new_files(upload, status):
    upload()
    Project.objects.update(status=status)
    for distribution in (make_sdist(), make_wheel(version="2.0")):
        answer = upload(distribution)
        assert answer.status_code == 403
        assert f"sampleproject is {status} and takes no new files" in answer.reason_phrase
    assert upload().content == b"This very file is here already.\n"
    assert DistributionFile.objects.count() == 1


def test_a_deprecated_project_takes_new_files(upload):
    upload()
    Project.objects.update(status="deprecated")
    assert upload(make_wheel(version="2.0")).status_code == 200


def test_a_version_is_stored_in_its_canonical_form(upload):
    assert upload(make_wheel(version="1.0rc1")).status_code == 200
    assert Release.objects.get().version == "1.0rc1"
