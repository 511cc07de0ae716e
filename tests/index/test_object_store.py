"""Files in a bucket: the upload page's waiting room, models, a store that fails, and how much memory it takes."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as project_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from classifier import registry
from classifier.model import ModelUnusable
from classifier.models import TrainedModel
from config.env import env_store
from index import staging, storage, tasks
from index.models import DistributionFile, Project, StagedFile
from tests.distributions import make_wheel
from tests.factories import NOW, publish
from tests.index.test_manage_upload import publish as publish_staged
from tests.index.test_manage_upload import stage
from tests.object_store import CREDENTIALS, running_store

pytestmark = pytest.mark.django_db

# In a process of its own: that of the tests is also the store's, which keeps all in memory.
PUT_AND_MEASURE = """
import sys, tracemalloc
import django
django.setup()
from django.core.files.base import ContentFile, File
from index import storage

storage.put("small", ContentFile(b"x"))
tracemalloc.start()
with open(sys.argv[1], "rb") as large:
    storage.put("large", File(large))
print(tracemalloc.get_traced_memory()[1] / 2**20)
"""


def run(code, environment, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=project_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def store():
    with running_store() as store:
        yield store


@pytest.fixture(scope="module")
def settings_of_a_site(store):
    """Those that STORAGE_URL makes of the settings file."""
    command = (
        "import json; from config.settings import *; print(json.dumps([OBJECT_STORE, STORAGES], default=str))"
    )
    done = run(command, {"STORAGE_URL": store.url, "GATEHOUSE_DATA": str(project_settings.DATA_DIR)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def bucket(store, settings, settings_of_a_site, monkeypatch):
    """A site with its files in an empty bucket."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    settings.OBJECT_STORE, storages_of_a_site = settings_of_a_site
    settings.STORAGES = settings.STORAGES | {
        kind: entry for kind, entry in storages_of_a_site.items() if "ObjectStore" in entry["BACKEND"]
    }
    yield store
    store.clear()


@pytest.fixture
def away(bucket):
    """From here on nobody answers at the store's address."""
    bucket.go_away()
    yield bucket
    bucket.come_back()


def test_what_waits_to_be_published_waits_where_every_machine_sees_it(client, ann, bucket):
    client.force_login(ann)
    stage(client)
    staged = StagedFile.objects.get()
    assert bucket.keys() == [f"index/staging/{staged.path}"]
    publish_staged(client, staged)
    file = DistributionFile.objects.get()
    path = f"index/packages/{file.path}"
    assert bucket.keys() == [path, path + ".metadata"]
    with storage.open_file(file.path) as stored:
        assert stored.read() == make_wheel()[1]


def test_bytes_that_wait_without_a_row_are_swept(bucket):
    staging.store().save("orphan", ContentFile(b"x"))
    tasks.sweep_staged_files()
    assert bucket.keys() == ["index/staging/orphan"]
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        tasks.sweep_staged_files()
    assert bucket.keys() == []


def test_a_model_is_found_by_every_machine_and_never_loaded_when_it_was_swapped(bucket):
    sha256 = registry.keep(b"no model")
    assert registry.keep(b"no model") == sha256
    assert bucket.keys() == [f"index/models/{sha256}.skops"]
    storages["models"].save(f"{sha256}.skops", ContentFile(b"swapped"))
    row = TrainedModel.objects.create(version="swapped", sha256=sha256, created_at=NOW)
    with pytest.raises(ModelUnusable):
        registry.load(row)


def test_what_is_not_in_the_bucket_is_a_file_not_found(bucket):
    assert not storage.store().exists("aa/none")
    with pytest.raises(FileNotFoundError):
        storage.open_file("aa/none")


def test_the_same_path_twice_is_one_object_under_its_own_name(bucket):
    for _ in range(2):
        storage.put("aa/bb/x", ContentFile(b"same"))
    storage.store().save("aa/bb/x", ContentFile(b"same"))  # as another process would in the same moment
    assert bucket.keys() == ["index/packages/aa/bb/x"]


def test_an_address_is_signed_for_the_method_it_is_asked_with(client, bucket):
    """The store of these tests takes any signature; Amazon's refuses a HEAD to the address of a GET."""
    address = publish().get_absolute_url()
    with time_machine.travel(NOW, tick=False):
        assert client.get(address)["Location"] == client.get(address)["Location"]
        assert client.get(address)["Location"] != client.head(address)["Location"]


def test_an_upload_without_a_store_is_refused_and_nothing_is_recorded(upload, away):
    answer = upload()
    assert answer.status_code == 503
    assert "The file store does not take sampleproject-1.0-py3-none-any.whl now" in answer.reason_phrase
    assert answer["Retry-After"] == "60"
    assert not Project.objects.exists()


def test_the_upload_page_says_it_too(client, ann, bucket):
    client.force_login(ann)
    stage(client)
    bucket.go_away()
    try:
        answer = stage(client, make_wheel("tides"), by_script=True)
        assert (answer.status_code, StagedFile.objects.count()) == (503, 1)
        assert "try again in a minute" in answer.json()["sentence"]
        answer = publish_staged(client, StagedFile.objects.get())
        assert answer.status_code == 503
        assert "try again in a minute" in answer.content.decode()
        assert client.post(f"/manage/upload/{StagedFile.objects.get().pk}/discard/").status_code == 302
    finally:
        bucket.come_back()


def test_a_full_disk_is_told_in_the_same_words(upload, settings, tmp_path):
    (tmp_path / "no-folder").touch()
    settings.STORAGES = settings.STORAGES | {
        "distributions": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "no-folder"},
        }
    }
    assert upload().status_code == 503
    assert not Project.objects.exists()


def test_a_reader_of_a_site_without_keys_of_its_store_is_told_so(client, bucket, settings, monkeypatch):
    file = publish()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    settings.STORAGES = dict(settings.STORAGES)  # opened anew, as after a restart
    answer = client.get(file.get_absolute_url())
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.content == b"The file store does not answer; try again in a minute.\n"


def test_a_large_file_is_not_read_into_memory(bucket, tmp_path):
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 100 * 2**20)
    done = run(
        PUT_AND_MEASURE,
        {
            "GATEHOUSE_DATA": str(tmp_path / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "STORAGE_URL": bucket.url,
        }
        | CREDENTIALS,
        str(tmp_path / "large"),
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 20, "MiB at once"


@pytest.mark.parametrize(
    "value",
    [
        "https://bucket/prefix",
        "s3://",
        "s3://key:secret@bucket",
        "s3://bucket:9000",
        "s3://Bucket_of_ours",
        "s3://bucket?regoin=eu-west-1",
        "s3://bucket?endpoint=minio:9000",
        "s3://bucket?endpoint=https://key:secret@minio",
        "s3://bucket?addressing=dns",
        "s3://[bucket",
    ],
)
def test_a_wrong_address_is_one_line_that_names_the_variable_and_no_secret(monkeypatch, value):
    monkeypatch.setenv("STORAGE_URL", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        env_store("STORAGE_URL")
    assert str(refused.value).startswith("STORAGE_URL")
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_package_is_one_line_too(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "s3://bucket")
    monkeypatch.setattr(sys, "path", [])
    for name in ("boto3", "storages"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL needs the packages of the extra s3"):
        env_store("STORAGE_URL")
