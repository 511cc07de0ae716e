"""`/manage/upload/`: a file is read back first and published then, by the same verb as the upload API."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from index import staging, tasks
from index.models import DistributionFile, JournalEntry, StagedFile
from moderation import flags
from moderation.models import Flag
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_project, make_user
from tests.index.conftest import authorization

pytestmark = pytest.mark.django_db
URL = "/manage/upload/"


@pytest.fixture(autouse=True)
def _empty_store():
    yield
    for name in stored():
        staging.store().delete(name)


@pytest.fixture
def ann(client, ann):
    client.force_login(ann)
    return ann


def stored():
    try:
        return staging.store().listdir("")[1]
    except FileNotFoundError:
        return []


def stage(client, distribution=None, *, by_script=False, **options):
    filename, content = distribution or make_wheel()
    data = {"content": SimpleUploadedFile(filename, content)}
    headers = {"accept": "application/json"} if by_script else {"accept": "text/html"}
    return client.post(f"{URL}stage/", data, headers=headers, **options)


def publish(client, *staged, **options):
    return client.post(f"{URL}publish/", {"file": [row.pk for row in staged]}, **options)


def test_metadata_is_read_back_before_anything_is_published(client, ann):
    headers = [("Requires-Dist", "requests>=2"), ("Requires-Python", ">=3.9")]
    page = stage(client, make_wheel(metadata_headers=headers), follow=True).content.decode()
    for words in ("sampleproject", "1.0", "A sample project.", "requests&gt;=2", "&gt;=3.9"):
        assert words in page
    assert not DistributionFile.objects.exists()
    assert client.get("/project/sampleproject/").status_code == 404


def test_what_was_read_is_published_and_waits_no_more(client, ann):
    stage(client)
    stage(client, make_sdist())
    page = publish(client, *StagedFile.objects.all(), follow=True).content.decode()
    assert "sampleproject-1.0-py3-none-any.whl is published." in page
    assert "sampleproject-1.0.tar.gz is published." in page
    assert DistributionFile.objects.count() == 2
    assert not StagedFile.objects.exists()
    assert stored() == []
    assert set(JournalEntry.objects.values_list("actor", "address")) == {("ann", "127.0.0.1")}
    filename, content = make_wheel()
    file = DistributionFile.objects.get(filename=filename)
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == content


def test_a_script_is_answered_with_a_sentence(client, ann):
    answer = stage(client, by_script=True)
    assert (answer.status_code, answer.json()["sentence"]) == (
        201,
        "sampleproject-1.0-py3-none-any.whl is read. It is not published yet.",
    )
    answer = stage(client, ("sampleproject-1.0-py3-none-any.whl", b"no archive"), by_script=True)
    assert answer.status_code == 400
    assert answer.json()["sentence"].endswith(".")


@pytest.mark.parametrize(
    "distribution", [("notes.txt", b"hello"), ("sampleproject-1.0-py3-none-any.whl", b"no archive")]
)
def test_what_is_no_distribution_is_refused_in_a_sentence_and_not_kept(client, ann, distribution):
    answer = stage(client, distribution)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not StagedFile.objects.exists()
    assert stored() == []


def test_a_form_without_a_file_is_refused_in_a_sentence(client, ann):
    answer = client.post(f"{URL}stage/")
    assert answer.status_code == 400
    assert "No file arrived" in answer.content.decode()


def test_a_file_over_the_limit_is_413(client, ann, settings):
    settings.MAX_FILE_BYTES = 100
    answer = stage(client)
    assert answer.status_code == 413
    assert "limit for one file" in answer.content.decode()
    assert stored() == []


def test_one_user_cannot_fill_the_disk(client, ann, settings):
    settings.MAX_FILE_BYTES = 3000
    refused = [stage(client, make_wheel(version=f"{number}.0")).status_code for number in range(30)].count(
        413
    )
    assert refused
    assert sum(row.size_bytes for row in StagedFile.objects.all()) <= 5 * 3000


def test_the_same_name_again_replaces_what_waits(client, ann, django_capture_on_commit_callbacks):
    stage(client)
    with django_capture_on_commit_callbacks(execute=True):
        stage(client, make_wheel(summary="Better."))
    assert StagedFile.objects.get().metadata["summary"] == "Better."
    assert stored() == [StagedFile.objects.get().path]


def test_what_waits_is_private(client, ann):
    stage(client, by_script=True)
    staged = StagedFile.objects.get()
    client.force_login(make_user("bea"))
    assert "sampleproject" not in client.get(URL).content.decode()
    assert "Nothing was ticked" in publish(client, staged, follow=True).content.decode()
    assert client.post(f"{URL}{staged.pk}/discard/").status_code == 404
    assert StagedFile.objects.exists()
    assert not DistributionFile.objects.exists()


def test_the_gates_of_the_upload_api_hold_here_too(client, ann):
    stage(client)
    flags.set_flag(id_=Flag.Id.NO_UPLOADS, enabled=True, actor="ada", reason="r", notice="At noon.", now=NOW)
    answer = publish(client, *StagedFile.objects.all())
    assert answer.status_code == 403
    assert "At noon." in answer.content.decode()
    assert StagedFile.objects.exists()
    assert not DistributionFile.objects.exists()


def test_a_stranger_s_project_is_refused_and_the_rest_is_published(client, ann):
    make_project("tides")
    stage(client, make_wheel("tides"))
    stage(client, make_wheel("ebbs"))
    answer = publish(client, *StagedFile.objects.all())
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "ann may not upload to tides" in page
    assert "ebbs-1.0-py3-none-any.whl is published." in page
    assert [row.filename for row in StagedFile.objects.all()] == ["tides-1.0-py3-none-any.whl"]


def test_discarding_forgets_row_and_bytes(client, ann):
    stage(client)
    client.post(f"{URL}{StagedFile.objects.get().pk}/discard/")
    assert (StagedFile.objects.count(), stored()) == (0, [])


def test_what_waits_too_long_is_swept_with_bytes_that_have_no_row(client, ann):
    stage(client)
    staging.store().save("orphan", SimpleUploadedFile("x", b"x"))
    tasks.sweep_staged_files()
    assert len(stored()) == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        tasks.sweep_staged_files()
        tasks.sweep_staged_files()
    assert (StagedFile.objects.count(), stored()) == (0, [])


def test_a_file_swept_a_moment_ago_is_told_of(client, ann):
    stage(client)
    staged = StagedFile.objects.get()
    staging.store().delete(staged.path)
    assert "waited too long" in publish(client, staged, follow=True).content.decode()


@pytest.mark.parametrize("picked", ["x", "-1", "9" * 40, "\0"])
def test_hostile_ticks_find_nothing(client, ann, picked):
    answer = client.post(f"{URL}publish/", {"file": picked}, follow=True)
    assert "Nothing was ticked" in answer.content.decode()


def test_a_token_is_no_way_into_this_page(client, token):
    client.logout()
    answer = client.get(URL, headers={"authorization": authorization(token)})
    assert answer["Location"].startswith("/account/login/")


def test_hostile_metadata_is_escaped(client, ann):
    hostile = "<img src=x onerror=alert(1)>"
    page = stage(client, make_wheel(summary=hostile), follow=True).content.decode()
    assert hostile not in page
    assert "&lt;img" in page


def test_the_page_costs_the_same_number_of_queries_at_any_size(client, ann, django_assert_num_queries):
    for number in range(10):
        stage(client, make_wheel(version=f"{number}.0"))
    with django_assert_num_queries(5):
        client.get(URL)
