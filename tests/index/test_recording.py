"""The rows of a file: what another upload did in the moment between the checks and the rows."""

import io

import pytest

from index import recording
from index.distributions import archives, digests, filenames
from index.models import DistributionFile, JournalEntry, Project, Release
from index.publishers import Publisher
from index.recording import Checked, RaceLost
from tests.distributions import make_wheel
from tests.factories import NOW, publish

pytestmark = pytest.mark.django_db


def checked(distribution):
    filename, content = distribution
    parsed = filenames.parse(filename)
    file = io.BytesIO(content)
    return Checked(parsed, archives.inspect(file, parsed), digests.hash_stream(file))


@pytest.mark.parametrize("change", [{"status": "quarantined"}, {"status": "archived"}, {"removed_at": NOW}])
def test_a_project_that_is_closed_in_the_meantime_takes_nothing(change):
    file = publish(version="1.0")
    project = Project.objects.get()
    Project.objects.update(**change)
    with pytest.raises(RaceLost, match="removed or closed just now"):
        recording.record(
            checked(make_wheel(version="2.0")),
            project=project,
            publisher=Publisher(user=file.uploader, name=file.uploader.username),
            now=NOW,
        )
    assert Release.objects.get().version == "1.0"


def test_of_two_first_uploads_of_equal_versions_the_second_leaves_nothing():
    file = publish(version="1.0")
    project = Project.objects.get()
    before = JournalEntry.objects.count()
    with pytest.raises(RaceLost, match="equal version"):
        recording.record(
            checked(make_wheel(version="1.0.0")),
            project=project,
            publisher=Publisher(user=file.uploader, name=file.uploader.username),
            now=NOW,
        )
    assert Release.objects.get().version == "1.0"
    assert JournalEntry.objects.count() == before


def test_of_two_spellings_of_a_file_name_at_once_the_second_leaves_nothing():
    file = publish(tag="py2.py3-none-any")
    filename, content = make_wheel(tag="py2.py3-none-any")
    twin = checked((filename.replace("py2.py3", "PY3.py2"), content))
    with pytest.raises(RaceLost, match="met another upload"):
        recording.record(
            twin,
            project=Project.objects.get(),
            publisher=Publisher(user=file.uploader, name=file.uploader.username),
            now=NOW,
        )
    assert DistributionFile.objects.get() == file
