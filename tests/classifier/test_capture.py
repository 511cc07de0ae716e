"""The document of a release, from the database: facts, and nothing of the person."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from classifier.capture import document_of
from index.models import Release
from tests.factories import NOW, make_file, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def with_metadata(release, **core):
    Release.objects.filter(pk=release.pk).update(metadata=core)
    release.refresh_from_db()
    return release


def test_dependencies_that_exist_here_are_counted_by_their_normalized_names():
    make_release(make_project("Tide_Tables"))
    release = with_metadata(
        make_release(), requires_dist=["tide.tables>=2; python_version>'3'", "nowhere", "=="]
    )
    document = document_of(release, now=NOW)
    assert document.dependencies_here == 1
    assert len(document.requires_dist) == 3


def test_the_rhythm_of_uploads_counts_the_last_day():
    project = make_project(owner=make_user("ann"))
    recent, old = make_file(make_release(project, "1.0")), make_file(make_release(project, "2.0"))
    type(recent).objects.filter(pk=recent.pk).update(uploaded_at=NOW - timedelta(hours=3))
    type(old).objects.filter(pk=old.pk).update(uploaded_at=NOW - timedelta(days=3))
    assert document_of(recent.release, now=NOW).account.uploads_last_day == 1


@pytest.mark.parametrize(
    ("home", "kind"), [("https://www.tides.org", "project"), ("https://elsewhere.org", "other")]
)
def test_of_a_mail_address_only_its_relation_to_the_project_is_kept(home, kind):
    owner = make_user("ann")
    EmailAddress.objects.filter(user=owner).delete()
    EmailAddress.objects.create(user=owner, email="ann@mail.tides.org", verified=True, primary=True)
    release = with_metadata(make_release(make_project(owner=owner)), home_page=home)
    document = document_of(release, now=NOW)
    assert document.account.mail_domain_kind == kind
    assert "mail.tides.org" not in str(document.to_json())
