"""Limits: sizes of files and projects, the age of a release, new projects an hour."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from index.models import DistributionFile, Project, Release, Role
from tests.distributions import make_sdist, make_wheel
from tests.factories import make_project, make_token, make_user

pytestmark = pytest.mark.django_db


def test_an_admin_raises_the_limit_of_one_project(upload, settings):
    assert upload().status_code == 200
    settings.MAX_FILE_BYTES = 100
    assert upload(make_wheel(version="1.1")).status_code == 413
    call_command("project", "limit", "sampleproject", "--file-mb", "1")
    assert upload(make_wheel(version="1.1")).status_code == 200


def test_a_project_is_full_at_its_limit(upload, settings):
    assert upload().status_code == 200
    settings.MAX_PROJECT_BYTES = Project.objects.get().size_bytes + 10
    answer = upload(make_wheel(version="1.1"))
    assert answer.status_code == 413
    assert "ask an admin" in answer.reason_phrase
    assert DistributionFile.objects.count() == 1


def test_a_limit_below_one_is_no_limit_and_refused(upload):
    upload()
    with pytest.raises(CommandError, match="above 0"):
        call_command("project", "limit", "sampleproject", "--total-gb", "0")


def test_sizes_add_up(upload):
    upload()
    upload(make_sdist())
    assert Project.objects.get().size_bytes == sum(
        DistributionFile.objects.values_list("size_bytes", flat=True)
    )


def test_an_old_release_takes_no_new_file_but_the_same_again(upload, settings):
    upload()
    Release.objects.update(created_at=timezone.now() - timedelta(days=15))
    answer = upload(make_sdist())
    assert (answer.status_code, DistributionFile.objects.count()) == (400, 1)
    assert "older than 14 days" in answer.reason_phrase
    assert upload().status_code == 200
    settings.RELEASE_OPEN_DAYS = 0
    assert upload(make_sdist()).status_code == 200


def test_a_version_that_was_removed_is_not_taken_again(upload):
    upload()
    Release.objects.update(removed_at=timezone.now())
    answer = upload(make_sdist())
    assert (answer.status_code, DistributionFile.objects.count()) == (400, 1)


def test_new_projects_have_a_measure_that_only_success_fills(upload, settings):
    settings.NEW_PROJECTS_AN_HOUR = {"newcomer": 2, "established": 0, "trusted": 0}
    assert upload(make_wheel("one"), sha256_digest="0" * 64).status_code == 400
    assert [upload(make_wheel(name)).status_code for name in ("one", "two", "three")] == [200, 200, 429]
    answer = upload(make_wheel("three"))
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert upload(make_wheel("two", "1.1")).status_code == 200
    Project.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert upload(make_wheel("three")).status_code == 200


def test_another_s_projects_do_not_count(upload, ann, settings):
    settings.NEW_PROJECTS_AN_HOUR = {"newcomer": 1, "established": 0, "trusted": 0}
    shared = make_project("shared")
    Project.objects.update(created_at=timezone.now())
    Role.objects.create(project=shared, user=ann, kind=Role.Kind.MAINTAINER)
    assert upload(make_wheel("one")).status_code == 200
    _, other = make_token(make_user("bea"))
    assert upload(make_wheel("two"), token=other).status_code == 200
