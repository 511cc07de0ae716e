"""Names and patterns that no new project may have."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import RefusalCount
from index import prohibited_names
from index.models import ProhibitedName, Project
from tests.distributions import make_wheel
from tests.factories import NOW, make_project

pytestmark = pytest.mark.django_db


def prohibit(text):
    return prohibited_names.prohibit(text=text, reason="a wave", actor="ada", now=NOW)


@pytest.mark.parametrize("text", ["Sample.Project", "sample*", "*pleproj*", "s*e*t"])
def test_a_new_project_with_such_a_name_is_refused_and_counted(upload, text):
    prohibit(text)
    answer = upload(make_wheel("Sample_Project" if text == "Sample.Project" else "sampleproject"))
    assert answer.status_code == 400
    assert "may not be used; choose another name" in answer.reason_phrase
    assert not Project.objects.exists()
    assert RefusalCount.objects.get(gates="NEW_PROJECT_GATES", code="name_prohibited").count == 1


def test_other_names_are_taken(upload):
    prohibit("sample-*")
    assert upload().status_code == 200


def test_a_project_that_is_there_releases_as_before(upload):
    assert upload().status_code == 200
    prohibit("sample*")
    assert upload(make_wheel(version="1.1")).status_code == 200


def test_what_is_allowed_again_is_taken(upload):
    row = prohibit("sample*")
    assert prohibited_names.allow(prohibited=row)
    assert not prohibited_names.allow(prohibited=row)
    assert upload().status_code == 200


def test_the_same_in_another_spelling_is_on_the_list_already():
    prohibit("Free_Movies")
    with pytest.raises(prohibited_names.AlreadyProhibited, match="free-movies is prohibited already"):
        prohibit("free.movies")


def test_what_it_fits_is_counted_with_the_first_names():
    for number in range(12):
        make_project(f"free-{number:02}-online")
    make_project("online-free")
    make_project("free-online", removed_at=NOW)
    fitting = prohibited_names.fitting("free-*online")
    assert (fitting.count, fitting.examples[0], len(fitting.examples)) == (13, "free-00-online", 10)
    assert prohibited_names.fitting("Free.Online").count == 1
    assert prohibited_names.fitting("*free*free*").count == 0


@pytest.mark.parametrize(
    ("name", "is_pattern"),
    [("Free", False), ("free_x", False), ("free*", False), ("free", True), ("Free*", True)],
)
def test_the_database_takes_normalized_names_and_patterns_alone(name, is_pattern):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProhibitedName.objects.create(normalized_name=name, is_pattern=is_pattern, reason="r", created_at=NOW)


def test_patterns_cost_a_new_project_one_query(django_assert_num_queries):
    for number in range(30):
        prohibit(f"free-{number}-*")
    with django_assert_num_queries(2):
        assert prohibited_names.is_prohibited("free-29-x")
