"""What the JSON API does, and what it says when it does not."""

import pytest
from django.utils import timezone

from accounts.models import User
from moderation import flags
from moderation.api.scopes import Scope
from moderation.appealing import appeals
from moderation.models import AuditEntry, Case, Flag, Purge
from moderation.purges import run
from moderation.reporting import reports
from tests.factories import make_case, make_file, make_project, make_release, make_user
from tests.moderation.api.asking import ask, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bot(client):
    """A function that asks with a token of every scope."""
    token = token_of(make_user("ada", is_staff=True), *Scope)

    def asks(method, path, body=None, **query):
        return ask(client, method, f"/moderation/api/{path}", token=token, body=body, **query)

    return asks


def test_a_switch_is_turned_on_in_the_owners_name_and_off_again(bot):
    change = {"enabled": True, "reason": "a wave", "notice": "We rest.", "expires_at": "2099-01-01T00:00:00Z"}
    answer = bot("PUT", "switches/disallow-new-upload/", change)
    assert answer.status_code == 200
    assert answer.json()["enabled"]
    flag = flags.first_on(Flag.Id.NO_UPLOADS)
    assert (flag.changed_by, flag.notice) == ("ada", "We rest.")
    assert [row["id"] for row in bot("GET", "switches/").json() if row["enabled"]] == ["disallow-new-upload"]
    bot("PUT", "switches/disallow-new-upload/", {"enabled": False, "reason": "calm"})
    assert not flags.first_on(Flag.Id.NO_UPLOADS)


@pytest.mark.parametrize(
    ("path", "change", "status", "words"),
    [
        ("nonsense", {"enabled": True, "reason": "x"}, 404, "There is no such switch"),
        ("read-only", {"enabled": True}, 422, "reason"),
        ("read-only", {"enabled": True, "reason": ""}, 422, "reason"),
        ("read-only", {"enabled": True, "reason": "x", "reach": "all"}, 422, "hold-new-projects"),
        ("hold-new-projects", {"enabled": True, "reason": "x"}, 422, "reach"),
        ("read-only", {"enabled": True, "reason": "x", "expires_at": "2001-01-01T00:00:00Z"}, 422, "past"),
        ("read-only", [], 422, ""),
    ],
)
def test_a_wrong_switch_is_refused_in_one_sentence(bot, path, change, status, words):
    answer = bot("PUT", f"switches/{path}/", change)
    assert answer.status_code == status
    assert words in answer.json()["sentence"]
    assert not Flag.objects.filter(enabled=True).exists()


def test_what_is_no_json_is_refused(client):
    token = token_of(make_user("ada", is_staff=True), *Scope)
    answer = client.generic(
        "PUT",
        "/moderation/api/switches/read-only/",
        "{",
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 400
    assert answer.json()["sentence"]


def test_an_account_is_frozen_and_told(bot):
    make_project("films", owner=make_user("eve"))
    answer = bot("POST", "users/EVE/freeze/", {"reason": "a wave"})
    assert answer.json()["frozen_by"] == "ada"
    assert answer.json()["projects"] == ["films"]
    assert bot("POST", "users/eve/freeze/", {"reason": "again"}).status_code == 409
    assert bot("POST", "users/eve/unfreeze/", {"reason": "a mistake"}).json()["frozen_at"] is None
    assert bot("POST", "users/nobody/freeze/", {"reason": "x"}).status_code == 404
    assert bot("POST", "users/ada/freeze/", {"reason": "x"}).json()["sentence"].startswith("This is your own")


def test_accounts_are_found_by_a_part_of_their_mail(bot):
    make_user("eve")
    assert bot("GET", "users/", q="eve@").json() == ["eve"]
    assert bot("GET", "users/", q="\0").status_code == 200


def test_a_project_is_quarantined_and_cleared_and_says_so(bot):
    make_release(make_project("films", owner=make_user("eve")))
    told = bot("POST", "projects/Films/quarantine/", {"reason": "malware"}).json()
    assert (told["status"], told["status_reason"], told["owners"]) == ("quarantined", "malware", ["eve"])
    assert bot("GET", "projects/", state="quarantined").json() == ["films"]
    assert bot("POST", "projects/films/quarantine/", {"reason": "again"}).status_code == 409
    assert bot("POST", "projects/films/clear/", {"reason": "a mistake"}).json()["status"] == "active"
    assert bot("POST", "projects/nothing/clear/", {"reason": "x"}).status_code == 404
    assert bot("POST", "projects/films/releases/9/hold/", {"reason": "x"}).status_code == 404


def test_a_project_is_given_limits_of_its_own(bot):
    make_project("films")
    told = bot("PUT", "projects/films/limits/", {"max_file_bytes": 2**30, "reason": "large data"}).json()
    assert (told["max_file_bytes"], told["max_size_bytes"]) == (2**30, None)
    assert bot("PUT", "projects/films/limits/", {"max_file_bytes": 2**30, "reason": "x"}).status_code == 409
    assert bot("PUT", "projects/films/limits/", {"max_file_bytes": 0, "reason": "x"}).status_code == 422


def test_members_of_a_draft_are_ticked_and_unticked(bot):
    make_release(make_project("films", owner=make_user("eve")))
    number = bot("POST", "purges/", {"users": ["eve"]}).json()["id"]
    assert bot("GET", f"purges/{number}/").json()["ticked"] == 2
    ticks = f"purges/{number}/members/projects/ticks/"
    assert bot("POST", ticks, {"names": ["films"], "ticked": False}).json()["ticked"] == 1
    assert bot("POST", ticks, {"names": ["films"], "ticked": True}).json()["ticked"] == 2
    assert bot("POST", ticks, {"names": ["tides"], "ticked": True}).status_code == 404


def test_a_release_is_held_and_freed(bot):
    make_release(make_project("films"))
    assert bot("POST", "projects/films/releases/1.0/hold/", {"reason": "sells"}).json()["held_releases"] == [
        "1.0"
    ]
    assert bot("POST", "projects/films/releases/1.0/free/", {"reason": "no"}).json()["held_releases"] == []


def test_names_and_mail_domains_are_closed_and_opened(bot):
    assert bot("POST", "names/", {"name": "*-free-films", "reason": "a wave"}).json()["is_pattern"]
    assert [row["name"] for row in bot("GET", "names/").json()] == ["*-free-films"]
    assert bot("POST", "names/*-free-films/allow/", {"reason": "calm"}).status_code == 204
    assert bot("POST", "names/*-free-films/allow/", {"reason": "calm"}).status_code == 404
    assert bot("POST", "mail-domains/", {"domain": "Shop.example", "reason": "a wave"}).status_code == 201
    refused = bot("POST", "mail-domains/", {"domain": "gmail.com", "reason": "a wave"})
    assert (refused.status_code, "large mail provider" in refused.json()["sentence"]) == (409, True)
    assert bot("POST", "mail-domains/shop.example/allow/", {"reason": "calm"}).status_code == 204


def test_a_case_is_judged_and_the_verdict_undone(bot):
    case = make_case("films", 0.95)
    make_case("tides", 0.4)
    first = bot("GET", "cases/", limit=1).json()
    assert [row["project"] for row in first["cases"]] == ["films"]
    rest = bot("GET", "cases/", limit=1, after=first["next"]).json()
    assert ([row["project"] for row in rest["cases"]], rest["next"]) == (["tides"], None)
    told = bot("GET", f"cases/{case.pk}/").json()
    stale = bot("POST", f"cases/{case.pk}/verdict/", {"decision": "spam", "seen": "2020-01-01T00:00:00Z"})
    assert (stale.status_code, "has changed" in stale.json()["sentence"]) == (409, True)
    given = bot("POST", f"cases/{case.pk}/verdict/", {"decision": "spam", "seen": told["changed_at"]}).json()
    case.project.refresh_from_db()
    assert case.project.removed_at
    assert given["parts"] == ["remove"]
    assert bot("POST", f"verdicts/{given['id']}/undo/").json()["undone_at"]
    assert bot("POST", f"verdicts/{given['id']}/undo/").status_code == 409
    case.project.refresh_from_db()
    assert case.project.removed_at is None


def test_what_was_drawn_by_lot_shows_no_score(bot):
    case = make_case("tides", 0.6)
    Case.objects.update(is_sample=True)
    told = bot("GET", f"cases/{case.pk}/").json()
    assert (told["spam_probability"], told["reasons"], told["version"]) == (None, [], None)
    assert bot("GET", "cases/").json()["cases"] == []


def test_reports_are_read_and_an_account_is_judged(bot):
    eve, bob = make_user("eve"), make_user("bob")
    reports.report_account(
        reporter=bob, account=eve, category="spam", text="Sells.", link="", now=timezone.now()
    )
    (told,) = bot("GET", "reports/").json()
    assert (told["account"], told["reporter"], told["outcome"]) == ("eve", "bob", "")
    judged = bot("POST", "accounts/eve/verdict/", {"decision": "freeze", "reason": "it does"}).json()
    assert judged["froze"]
    assert bot("GET", "reports/").json() == []
    assert bot("GET", "reports/", only_open=False).json()[0]["outcome"] == "upheld"
    assert bot("POST", "accounts/bob/verdict/", {"decision": "freeze", "reason": "x"}).status_code == 404


def test_an_appeal_is_answered(bot):
    eve = make_user("eve")
    case = make_case("films", 0.95, owner=eve)
    bot("POST", f"cases/{case.pk}/verdict/", {"decision": "spam"})
    appeals.ask(project=case.project, appellant=eve, text="It is about tides.", now=timezone.now())
    (told,) = bot("GET", "appeals/").json()
    assert (told["project"], told["appellant"]) == ("films", "eve")
    answered = bot("POST", f"appeals/{told['id']}/answer/", {"outcome": "granted", "text": "You are right."})
    assert answered.json()["outcome"] == "granted"
    case.project.refresh_from_db()
    assert case.project.removed_at is None
    assert (
        bot("POST", f"appeals/{told['id']}/answer/", {"outcome": "denied", "text": "no"}).status_code == 409
    )
    assert bot("POST", f"appeals/{told['id']}/undo/").json()["outcome"] == ""


def test_a_standing_is_granted_and_left_to_the_facts(bot):
    make_user("bob")
    granted = bot("PUT", "users/bob/standing/", {"standing": "trusted", "reason": "known for years"})
    assert granted.json()["standing"] == "trusted"
    bot("PUT", "users/bob/standing/", {"standing": None, "reason": "enough"})
    assert User.objects.get(username="bob").granted_standing == ""


def test_a_purge_from_its_draft_to_its_undoing(bot):
    project = make_project("films", owner=make_user("eve"))
    make_file(make_release(project))
    drafted = bot("POST", "purges/", {"users": ["eve", "nobody"]})
    assert drafted.status_code == 201
    number = drafted.json()["id"]
    assert drafted.json()["unfound"] == [{"line": "nobody", "why": "unknown: no account has this name"}]
    (member,) = bot("GET", f"purges/{number}/members/projects/").json()["members"]
    assert (member["name"], member["ticked"]) == ("films", True)
    wrong = bot("POST", f"purges/{number}/confirm/", {"count": 9, "reason": "spam of one night"})
    assert wrong.status_code == 409
    assert "2 members are ticked" in wrong.json()["sentence"]
    bot("POST", f"purges/{number}/confirm/", {"count": 2, "reason": "spam of one night"})
    run.work(number)
    told = bot("GET", f"purges/{number}/").json()
    assert (told["state"], told["done"]) == ("removed", 2)
    bot("POST", f"purges/{number}/undo/", {"reason": "a mistake"})
    run.work(number)
    project.refresh_from_db()
    assert project.removed_at is None
    assert Purge.objects.get().undone_by == "ada"


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"users": ["eve"], "projects": ["films"]},
        {"filter": {"joined_from": "tomorrow"}},
        {"filter": {"addresses": "nowhere"}},
        {"filter": {"colour": "red"}},
        {"users": "eve"},
    ],
)
def test_a_purge_of_nothing_certain_is_not_drafted(bot, wanted):
    answer = bot("POST", "purges/", wanted)
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert not Purge.objects.exists()


def test_members_come_by_pages(bot):
    users = [make_user(f"eve{n}") for n in range(5)]
    number = bot("POST", "purges/", {"users": [user.username for user in users]}).json()["id"]
    seen, after = [], 0
    while after is not None:
        page = bot("GET", f"purges/{number}/members/accounts/", after=after, limit=2).json()
        seen += [member["name"] for member in page["members"]]
        after = page["next"]
    assert seen == [user.username for user in users]


def test_the_audit_is_read_by_pages_and_narrowed_down(bot):
    for name in ("ann", "bob", "cleo"):
        make_user(name)
        bot("POST", f"users/{name}/note/", {"reason": "seen"})
    first = bot("GET", "audit/", action="note", limit=2).json()
    assert [entry["subject"] for entry in first["entries"]] == ["cleo", "bob"]
    rest = bot("GET", "audit/", action="note", limit=2, before=first["next"]).json()
    assert ([entry["subject"] for entry in rest["entries"]], rest["next"]) == (["ann"], None)
    assert AuditEntry.objects.filter(action="note", actor="ada").count() == 3


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 10**9}, {"before": -1}, {"before": 2**70}, {"day": "x"}]
)
def test_a_query_out_of_bounds_is_refused(bot, query):
    answer = bot("GET", "audit/", **query)
    assert answer.status_code == 422
    assert next(iter(query)) in answer.json()["sentence"]


def test_numbers_that_no_row_can_have_are_not_found(bot):
    assert bot("GET", f"purges/{2**70}/").status_code == 404
