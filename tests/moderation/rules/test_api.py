"""Rules as a program writes them."""

import pytest

from accounts.models import User
from index.models import Release
from moderation.api.scopes import Scope
from moderation.models import Rule
from moderation.rules import tasks
from tests.distributions import make_wheel
from tests.factories import make_user
from tests.moderation.api.asking import ask, token_of

pytestmark = pytest.mark.django_db

WANTED = {
    "title": "Films",
    "alternatives": [{"name": ["Film_*"], "text": ["a SAMPLE"]}, {"link_host": ["https://shop.example/"]}],
    "reason": "a wave",
}


@pytest.fixture
def send(client):
    mo = make_user("mo", is_staff=True, role=User.Role.MODERATOR)
    token = token_of(mo, Scope.RULES, Scope.READ)

    def post(path="", body=None, method="POST"):
        return ask(client, method, f"/moderation/api/rules/{path}", body=body, token=token)

    return post


def test_from_draft_to_taking_back(send, upload):
    told = send(body=WANTED)
    assert told.status_code == 201
    rule = told.json()
    assert rule["alternatives"] == [
        {"name": ["film-*"], "text": ["a sample"]},
        {"link_host": ["shop.example"]},
    ]
    assert (rule["in_force"], rule["trial_is_over"], rule["tried"]) == (False, True, 0)
    here = f"{rule['id']}/"
    assert send(f"{here}start/").json()["in_force"] is True
    upload(make_wheel("film-a"))
    assert send(f"{here}prolong/", {"hours": 72, "reason": "it goes on"}).status_code == 200
    assert send(here, method="GET").json()["hits"] == 1
    assert send(f"{here}release/", {"reason": "wrong"}).json()["in_force"] is False
    tasks.work_on_rules()
    assert not Release.objects.get().held_at
    answer = send(f"{here}end/", {"reason": "calm"})
    assert (answer.status_code, "not in force" in answer.json()["sentence"]) == (409, True)
    assert [row["id"] for row in send(method="GET").json()] == [rule["id"]]


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"alternatives": [{"name": ["a*"]}]}, 422, "fits nearly every name"),
        ({"alternatives": [{"name": [" "]}]}, 409, "fill in one field"),
        ({"alternatives": [{"phase-of-the-moon": ["full"]}]}, 422, "alternatives"),
        ({"alternatives": []}, 422, "alternatives"),
        ({"hours": 169}, 422, "hours"),
        ({"effect": "delete"}, 422, "effect"),
        ({"effect": "second_factor"}, 409, "before the file is read"),
        ({"reach": "all"}, 409, "an admin's to set"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(send, change, status, said):
    answer = send(body=WANTED | change)
    assert (answer.status_code, said in answer.json()["sentence"]) == (status, True), answer.json()
    assert not Rule.objects.exists()
