"""The same file, or the same new name, from several clients in the same moment, against two web processes."""

import hashlib
import json
from functools import partial
from itertools import count

import pytest

from tests.distributions import make_wheel
from tests.flows.reading import files_of, read
from tests.flows.sending import at_once, upload
from tests.flows.site import create_user, running_site

ROUNDS = 20
CLIENTS = 4

_numbers = count()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("races")) as site:
        yield site


@pytest.fixture(scope="module")
def ann(site):
    return create_user(site, "ann", "--verified")


@pytest.fixture(scope="module")
def eve(site):
    return create_user(site, "eve", "--verified")


def owners_of(site, name):
    ownership = json.loads(read(site, f"/pypi/{name}/json"))["ownership"]
    return [role["user"] for role in ownership["roles"]]


@pytest.fixture(params=["new", "known"])
def names(request, site, ann):
    """A name for each round, which has a release already or not."""
    names = [f"{request.param}{next(_numbers)}" for _ in range(ROUNDS)]
    for name in names if request.param == "known" else []:
        assert upload(site, ann, *make_wheel(name, "0.1"))[0] == 200
    return names


def test_the_same_bytes_at_once_are_one_file_and_all_are_told_so(site, ann, names):
    for name in names:
        wheel = make_wheel(name)
        answers = at_once(*[partial(upload, site, ann, *wheel)] * CLIENTS)
        assert [status for status, _ in answers] == [200] * CLIENTS, answers
        assert max(said for _, said in answers) == "This very file is here already.\n"
        assert [file["filename"] for file in files_of(site, name)].count(wheel[0]) == 1


def test_of_different_bytes_at_once_one_is_taken_and_the_others_are_told_so(site, ann, names):
    for name in names:
        wheels = [make_wheel(name, summary=f"Number {number}.") for number in range(CLIENTS)]
        answers = at_once(*[partial(upload, site, ann, *wheel) for wheel in wheels])
        assert sorted(status for status, _ in answers) == [200] + [400] * (CLIENTS - 1), answers
        for status, said in answers:
            assert said.startswith("Published." if status == 200 else "400 File already exists"), answers
        (file,) = [file for file in files_of(site, name) if file["filename"] == wheels[0][0]]
        winner = next(number for number, (status, _) in enumerate(answers) if status == 200)
        assert file["hashes"]["sha256"] == hashlib.sha256(wheels[winner][1]).hexdigest()


def test_different_releases_at_once_are_all_taken(site, ann, names):
    for name in names:
        wheels = [make_wheel(name, f"1.{number}") for number in range(CLIENTS)]
        answers = at_once(*[partial(upload, site, ann, *wheel) for wheel in wheels])
        assert [status for status, _ in answers] == [200] * CLIENTS, answers
        assert {file["filename"] for file in files_of(site, name)} >= {filename for filename, _ in wheels}


@pytest.mark.parametrize("versions", ["1.0 1.0", "1.0 2.0"])
def test_a_new_name_at_once_has_one_owner_and_the_other_is_refused(site, ann, eve, versions):
    first, second = versions.split()
    for number in range(ROUNDS):
        name = f"contested{number}-of-{second[0]}"
        answers = at_once(
            partial(upload, site, ann, *make_wheel(name, first)),
            partial(upload, site, eve, *make_wheel(name, second)),
        )
        assert {answers[0][0], answers[1][0]} in ({200, 403}, {200, 409}), answers
        assert owners_of(site, name) == ["ann" if answers[0][0] == 200 else "eve"]
        assert len(files_of(site, name)) == 1


def test_of_two_new_names_that_look_alike_one_is_taken(site, ann, eve):
    for number in range(ROUNDS):
        names = f"tailor{number}", f"tai1or{number}"
        answers = at_once(
            partial(upload, site, ann, *make_wheel(names[0])),
            partial(upload, site, eve, *make_wheel(names[1])),
        )
        assert sorted(status for status, _ in answers) == [200, 400], answers
        assert "too similar to the existing project" in min(said for _, said in answers)
