"""Uploads at the same moment: one wins, the others are told so, and nothing is half stored."""

import hashlib
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from index import storage
from index.models import DistributionFile, Project, Release, Role
from tests.distributions import make_sdist, make_wheel
from tests.factories import make_project, make_token, make_user
from tests.index.conftest import authorization

pytestmark = pytest.mark.django_db(transaction=True)


def upload_at_once(*uploads):
    """The answers to (token, distribution) pairs sent by threads that start together, in their order."""
    gate, answers = threading.Barrier(len(uploads)), {}

    def send(number, token, filename, content):
        name, version = filename.removesuffix(".tar.gz").split("-")[:2]
        form = {
            "name": name,
            "version": version,
            "filetype": "sdist" if filename.endswith(".gz") else "bdist_wheel",
            "content": SimpleUploadedFile(filename, content),
        }
        gate.wait()
        try:
            answers[number] = Client().post("/legacy/", form, headers={"authorization": authorization(token)})
        finally:
            connection.close()

    threads = [
        threading.Thread(target=send, args=[number, token, *distribution])
        for number, (token, distribution) in enumerate(uploads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(uploads))]


def assert_sound():
    """Each file is served as its row says."""
    for file in DistributionFile.objects.all():
        with storage.open_file(file.path) as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == file.sha256
        answer = Client().get(file.get_absolute_url())
        assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == file.sha256


@pytest.fixture(params=["a project that exists", "a new project"])
def token(request):
    ann = make_user("ann")
    if request.param != "a new project":
        make_project("sampleproject", owner=ann)
    return make_token(ann)[1]


def test_of_four_uploads_of_one_file_name_one_wins(token):
    answers = upload_at_once(*[(token, make_wheel(summary=f"Number {number}.")) for number in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    refused = [answer.reason_phrase for answer in answers if answer.status_code == 400]
    assert all(reason.startswith("File already exists") for reason in refused)
    assert DistributionFile.objects.count() == Release.objects.count() == 1
    assert_sound()


def test_four_uploads_of_one_file_all_succeed_and_publish_it_once(token):
    answers = upload_at_once(*[(token, make_wheel())] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.content for answer in answers].count(b"Published.\n") == 1
    assert DistributionFile.objects.count() == 1
    assert_sound()


def test_files_of_one_release_do_not_get_in_each_other_s_way(token):
    tags = ["py3-none-any", "py3-none-win32", "cp311-cp311-win32"]
    answers = upload_at_once((token, make_sdist()), *[(token, make_wheel(tag=tag)) for tag in tags])
    assert [answer.status_code for answer in answers] == [200] * 4
    assert Release.objects.get().files.count() == 4
    assert_sound()


def test_of_two_first_uploads_of_one_new_name_by_two_users_one_owns_it():
    tokens = [make_token(make_user(name))[1] for name in ("ann", "bea")]
    answers = upload_at_once(*[(token, make_wheel("tides")) for token in tokens])
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    assert Project.objects.count() == Role.objects.count() == DistributionFile.objects.count() == 1
    winner = ("ann", "bea")[[answer.status_code for answer in answers].index(200)]
    assert Role.objects.get().user.username == winner
    assert_sound()


def test_of_two_first_uploads_of_equal_versions_one_is_published(token):
    versions = ["1.0", "1.0.0"]
    answers = upload_at_once(*[(token, make_wheel(version=version)) for version in versions])
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Release.objects.count() == 1
    assert_sound()
