"""Every operation of the JSON API with every scope and role."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import User
from moderation.api import staff_tokens
from moderation.api.api import api
from moderation.api.scopes import NEEDS, Scope, open_to
from moderation.models import AuditEntry, Flag, Purge, Rule, StaffToken
from tests.factories import NOW, make_project, make_release, make_user
from tests.moderation.api.asking import ask, token_of

pytestmark = pytest.mark.django_db

# Method and path: the scope it takes, and a body that would do it.
OPERATIONS = {
    ("GET", "/moderation/api/switches/"): (Scope.READ, None),
    ("PUT", "/moderation/api/switches/read-only/"): (Scope.SWITCHES, {"enabled": True, "reason": "a wave"}),
    ("GET", "/moderation/api/cases/"): (Scope.READ, None),
    ("GET", "/moderation/api/cases/1/"): (Scope.READ, None),
    ("POST", "/moderation/api/cases/1/verdict/"): (Scope.JUDGE, {"decision": "spam"}),
    ("POST", "/moderation/api/verdicts/1/undo/"): (Scope.JUDGE, None),
    ("GET", "/moderation/api/appeals/"): (Scope.READ, None),
    ("POST", "/moderation/api/appeals/1/answer/"): (Scope.JUDGE, {"outcome": "denied", "text": "It sells."}),
    ("POST", "/moderation/api/appeals/1/undo/"): (Scope.JUDGE, None),
    ("GET", "/moderation/api/reports/"): (Scope.READ, None),
    ("POST", "/moderation/api/accounts/eve/verdict/"): (Scope.JUDGE, {"decision": "dismiss", "reason": "no"}),
    ("GET", "/moderation/api/projects/"): (Scope.READ, None),
    ("GET", "/moderation/api/projects/films/"): (Scope.READ, None),
    ("POST", "/moderation/api/projects/films/quarantine/"): (Scope.PROJECTS, {"reason": "malware"}),
    ("POST", "/moderation/api/projects/films/clear/"): (Scope.PROJECTS, {"reason": "a mistake"}),
    ("POST", "/moderation/api/projects/films/list/"): (Scope.PROJECTS, {"reason": "looked at"}),
    ("POST", "/moderation/api/projects/films/unlist/"): (Scope.PROJECTS, {"reason": "sells films"}),
    ("PUT", "/moderation/api/projects/films/limits/"): (Scope.GATES, {"max_file_bytes": 5, "reason": "x"}),
    ("POST", "/moderation/api/purges/9000/members/projects/ticks/"): (
        Scope.PURGES,
        {"names": ["films"], "ticked": True},
    ),
    ("POST", "/moderation/api/projects/films/releases/1.0/hold/"): (Scope.PROJECTS, {"reason": "sells"}),
    ("POST", "/moderation/api/projects/films/releases/1.0/free/"): (Scope.PROJECTS, {"reason": "a mistake"}),
    ("GET", "/moderation/api/names/"): (Scope.READ, None),
    ("POST", "/moderation/api/names/"): (Scope.GATES, {"name": "*-free-films", "reason": "a wave"}),
    ("POST", "/moderation/api/names/films/allow/"): (Scope.GATES, {"reason": "a mistake"}),
    ("GET", "/moderation/api/mail-domains/"): (Scope.READ, None),
    ("POST", "/moderation/api/mail-domains/"): (Scope.GATES, {"domain": "shop.example", "reason": "a wave"}),
    ("POST", "/moderation/api/mail-domains/shop.example/allow/"): (Scope.GATES, {"reason": "a mistake"}),
    ("GET", "/moderation/api/users/"): (Scope.READ, None),
    ("GET", "/moderation/api/users/eve/"): (Scope.READ, None),
    ("POST", "/moderation/api/users/eve/freeze/"): (Scope.USERS, {"reason": "a wave"}),
    ("POST", "/moderation/api/users/eve/unfreeze/"): (Scope.USERS, {"reason": "a mistake"}),
    ("POST", "/moderation/api/users/eve/note/"): (Scope.USERS, {"reason": "wrote to us"}),
    ("PUT", "/moderation/api/users/eve/standing/"): (Scope.USERS, {"standing": "trusted", "reason": "known"}),
    ("GET", "/moderation/api/incidents/"): (Scope.READ, None),
    ("GET", "/moderation/api/incidents/1/entries/"): (Scope.READ, None),
    ("POST", "/moderation/api/incidents/"): (
        Scope.INCIDENTS,
        {"title": "Spam", "sentence": "x", "impact": "minor", "state": "update", "text": "x"},
    ),
    ("POST", "/moderation/api/incidents/1/entries/"): (Scope.INCIDENTS, {"state": "update", "text": "x"}),
    ("GET", "/moderation/api/purges/"): (Scope.READ, None),
    ("POST", "/moderation/api/purges/"): (Scope.PURGES, {"users": ["eve"]}),
    ("GET", "/moderation/api/purges/9000/"): (Scope.READ, None),
    ("GET", "/moderation/api/purges/9000/members/projects/"): (Scope.READ, None),
    ("POST", "/moderation/api/purges/9000/confirm/"): (
        Scope.PURGES,
        {"count": 1, "reason": "spam of one night"},
    ),
    ("POST", "/moderation/api/purges/9000/agree/"): (Scope.PURGES, None),
    ("POST", "/moderation/api/purges/9000/stop/"): (Scope.PURGES, None),
    ("POST", "/moderation/api/purges/9000/resume/"): (Scope.PURGES, None),
    ("POST", "/moderation/api/purges/9000/undo/"): (Scope.PURGES, {"reason": "a mistake"}),
    ("GET", "/moderation/api/rules/"): (Scope.READ, None),
    ("POST", "/moderation/api/rules/"): (
        Scope.RULES,
        {"title": "Films", "alternatives": [{"name": ["*-films"]}], "reason": "a wave"},
    ),
    ("GET", "/moderation/api/rules/9000/"): (Scope.READ, None),
    ("POST", "/moderation/api/rules/9000/start/"): (Scope.RULES, None),
    ("POST", "/moderation/api/rules/9000/prolong/"): (Scope.RULES, {"hours": 72, "reason": "it goes on"}),
    ("POST", "/moderation/api/rules/9000/end/"): (Scope.RULES, {"reason": "calm"}),
    ("POST", "/moderation/api/rules/9000/release/"): (Scope.RULES, {"reason": "a mistake"}),
    ("GET", "/moderation/api/audit/"): (Scope.READ, None),
}
FILLED = {
    "case_id": "1",
    "verdict_id": "1",
    "appeal_id": "1",
    "name": "films",
    "version": "1.0",
    "domain": "shop.example",
    "switch_id": "read-only",
    "username": "eve",
    "purge_id": "9000",
    "incident_id": "1",
    "rule_id": "9000",
    "members": "projects",
}


@pytest.fixture(autouse=True)
def _eve():
    make_release(make_project("films", owner=make_user("eve")))
    Purge.objects.create(pk=9000, drafted_by="ada", drafted_at=NOW)
    Rule.objects.create(
        pk=9000,
        title="Films",
        alternatives=[{"name": ["*-films"]}],
        effect="hold",
        lasts=timedelta(hours=48),
        made_at=NOW,
        trial_since=NOW,
    )


def operations_of_the_schema():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method.upper(), path.format(**FILLED)


def changed():
    return (
        [list(table.objects.order_by("pk").values()) for table in (Flag, Purge, Rule, AuditEntry)],
        list(User.objects.order_by("pk").values("frozen_at", "granted_standing")),
    )


def test_every_operation_is_in_the_table():
    assert set(operations_of_the_schema()) == set(OPERATIONS)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_token_reaches_its_scope_and_no_other(client, operation, scope):
    needed, body = OPERATIONS[operation]
    before = changed()
    admin = make_user("ada", is_staff=True)
    text = token_of(admin, scope)
    before = changed()
    answer = ask(client, *operation, body=body, token=text)
    assert (answer.status_code == 403) == (scope != needed), answer.content
    assert answer.status_code in {200, 201, 403, 404, 409}
    if scope != needed:
        assert changed() == before
        assert "lacks the scope" in answer.json()["sentence"]


@pytest.mark.parametrize("role", User.Role)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_role_that_was_lost_takes_the_right_with_it(client, operation, role):
    scope, body = OPERATIONS[operation]
    user = make_user("ada", is_staff=True)
    text = token_of(user, scope)
    User.objects.filter(pk=user.pk).update(role=role, is_superuser=False)
    user = User.objects.get(pk=user.pk)
    before = changed()
    answer = ask(client, *operation, body=body, token=text)
    assert (answer.status_code == 403) == (not NEEDS[scope](user))
    if answer.status_code == 403:
        assert changed() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
@pytest.mark.parametrize("token", [None, "gatehouse-staff-nonsense", "pypi-nonsense", "\N{SNOWMAN}"])
def test_nobody_gets_in_without_a_token_and_a_session_is_none(client, operation, token):
    client.force_login(make_user("ada", is_staff=True))
    before = changed()
    answer = ask(client, *operation, body=OPERATIONS[operation][1], token=token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "taff token" in answer.json()["sentence"]
    assert changed() == before


@pytest.mark.parametrize(
    "end",
    [
        lambda row: StaffToken.objects.filter(pk=row.pk).update(expires_at=NOW),
        lambda row: staff_tokens.revoke(token=row, actor=row.user, now=NOW),
        lambda row: User.objects.filter(pk=row.user_id).update(is_active=False),
    ],
    ids=["expired", "revoked", "frozen"],
)
def test_a_token_that_ended_is_nobodys(client, end):
    text = token_of(make_user("ada", is_staff=True), Scope.READ)
    assert ask(client, "GET", "/moderation/api/switches/", token=text).status_code == 200
    end(StaffToken.objects.get())
    assert ask(client, "GET", "/moderation/api/switches/", token=text).status_code == 401


def test_where_staff_need_a_second_factor_their_tokens_do_too(client, settings):
    ada = make_user("ada", is_staff=True)
    text = token_of(ada, Scope.READ)
    settings.STAFF_NEED_SECOND_FACTOR = True
    assert ask(client, "GET", "/moderation/api/switches/", token=text).status_code == 403
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert ask(client, "GET", "/moderation/api/switches/", token=text).status_code == 200


def test_a_moderator_cannot_make_a_token_beyond_the_role():
    moderator = make_user("mo", is_staff=True, role=User.Role.MODERATOR)
    assert Scope.PURGES not in open_to(moderator)
    with pytest.raises(staff_tokens.TokenNotIssued, match="purges"):
        token_of(moderator, Scope.READ, Scope.PURGES)
    assert not StaffToken.objects.exists()


def test_the_text_of_a_token_is_kept_nowhere():
    text = token_of(make_user("ada", is_staff=True), Scope.READ)
    kept = [*StaffToken.objects.values_list(), *AuditEntry.objects.values_list()]
    assert text not in json.dumps(kept, default=str)


def test_a_colleague_s_token_is_not_found(client):
    text = token_of(make_user("ada", is_staff=True), Scope.READ)
    client.force_login(make_user("bea", is_staff=True))
    number = StaffToken.objects.get().pk
    assert client.post(f"/moderation/tokens/{number}/revoke/").status_code == 404
    assert ask(client, "GET", "/moderation/api/switches/", token=text).status_code == 200
