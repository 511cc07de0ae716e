"""Every route of the console with every role and method, and the second factor of staff."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from index.models import ProhibitedName, Project, Release
from moderation import flags, permissions
from moderation.models import AuditEntry, BannedMailDomain, Case, Flag, Verdict
from tests.factories import NOW, make_file, make_project, make_release, make_user
from tests.routes import address_of, every_route

pytestmark = pytest.mark.django_db

MODERATOR, ADMIN, AUDITOR = User.Role.MODERATOR, User.Role.ADMIN, User.Role.AUDITOR
READERS, MODERATORS, ADMINS = {MODERATOR, ADMIN, AUDITOR}, {MODERATOR, ADMIN}, {ADMIN}
READ, POST, BOTH = ("get",), ("post",), ("get", "post")

# Route: its methods, and who may.
ROUTES = {
    "moderation": (READ, READERS),
    "moderation_queue": (READ, READERS),
    "moderation_case": (READ, READERS),
    "claim_case": (POST, MODERATORS),
    "take_over_case": (POST, MODERATORS),
    "judge_spam": (POST, MODERATORS),
    "judge_not_spam": (POST, MODERATORS),
    "judge_spam_and_freeze": (POST, MODERATORS),
    "judge_spam_freeze_only": (POST, MODERATORS),
    "judge_spam_label_only": (POST, MODERATORS),
    "judge_not_spam_label_only": (POST, MODERATORS),
    "judge_ticked_spam": (POST, MODERATORS),
    "judge_ticked_not_spam": (POST, MODERATORS),
    "undo_verdict": (POST, MODERATORS),
    "undo_last_act": (POST, MODERATORS),
    "moderation_account_cases": (READ, READERS),
    "freeze_reported": (POST, MODERATORS),
    "dismiss_reported": (POST, MODERATORS),
    "undo_account_verdict": (POST, MODERATORS),
    "moderation_appeals": (READ, READERS),
    "grant_appeal": (POST, MODERATORS),
    "deny_appeal": (POST, MODERATORS),
    "undo_appeal": (POST, MODERATORS),
    "moderation_alarms": (READ, READERS),
    "alarm_limit": (POST, ADMINS),
    "rest": (POST, ADMINS),
    "moderation_campaigns": (READ, READERS),
    "campaign": (READ, READERS),
    "campaign_progress": (READ, READERS),
    "tick_campaign": (POST, MODERATORS),
    "hold_campaign": (BOTH, MODERATORS),
    "judge_campaign_spam": (BOTH, MODERATORS),
    "judge_campaign_not_spam": (BOTH, MODERATORS),
    "dismiss_campaign": (BOTH, MODERATORS),
    "settle_campaign": (BOTH, MODERATORS),
    "take_up_campaign": (BOTH, MODERATORS),
    "split_campaign": (BOTH, MODERATORS),
    "purge_campaign": (BOTH, ADMINS),
    "undo_campaign_act": (BOTH, MODERATORS),
    "moderation_flags": (READ, READERS),
    "flag_on": (BOTH, ADMINS),
    "flag_off": (BOTH, ADMINS),
    "moderation_incidents": (READ, READERS),
    "open_incident": (BOTH, ADMINS),
    "prepare_incident": (BOTH, MODERATORS),
    "moderation_incident": (READ, READERS),
    "change_incident": (BOTH, ADMINS),
    "incident_report": (READ, MODERATORS),
    "publish_incident_entry": (POST, ADMINS),
    "prepare_incident_entry": (POST, MODERATORS),
    "publish_incident_draft": (POST, ADMINS),
    "edit_incident_draft": (BOTH, MODERATORS),
    "discard_incident_draft": (POST, MODERATORS),
    "correct_incident_entry": (BOTH, ADMINS),
    "moderation_handover": (READ, READERS),
    "hand_over": (POST, MODERATORS),
    "moderation_purges": (READ, ADMINS),
    "draft_purge": (READ, ADMINS),
    "draft_pasted": (POST, ADMINS),
    "draft_filtered": (POST, ADMINS),
    "purge": (READ, ADMINS),
    "purge_progress": (READ, ADMINS),
    "tick_members": (POST, ADMINS),
    "tick_all": (POST, ADMINS),
    "untick_all": (POST, ADMINS),
    "confirm_purge": (POST, ADMINS),
    "agree_to_purge": (POST, ADMINS),
    "stop_purge": (POST, ADMINS),
    "resume_purge": (POST, ADMINS),
    "undo_purge": (POST, ADMINS),
    "moderation_rules": (READ, READERS),
    "draft_rule": (BOTH, MODERATORS),
    "rule": (READ, READERS),
    "rule_progress": (READ, READERS),
    "start_rule": (POST, MODERATORS),
    "prolong_rule": (BOTH, MODERATORS),
    "end_rule": (BOTH, MODERATORS),
    "release_rule": (BOTH, MODERATORS),
    "moderation_model": (READ, READERS),
    "moderation_retrain": (POST, ADMINS),
    "set_lines": (BOTH, ADMINS),
    "activate_model": (BOTH, ADMINS),
    "moderation_users": (READ, READERS),
    "moderation_user": (READ, READERS),
    "freeze_user": (BOTH, ADMINS),
    "unfreeze_user": (BOTH, ADMINS),
    "note_user": (BOTH, ADMINS),
    "grant_standing": (BOTH, ADMINS),
    "withhold_standing": (BOTH, ADMINS),
    "leave_standing": (BOTH, ADMINS),
    "staff_tokens": (BOTH, READERS),
    "revoke_staff_token": (POST, READERS),
    "webhooks": (BOTH, ADMINS),
    "webhook": (READ, ADMINS),
    "remove_webhook": (POST, ADMINS),
    "pause_webhook": (POST, ADMINS),
    "resume_webhook": (POST, ADMINS),
    "renew_webhook_secret": (POST, ADMINS),
    "test_webhook": (POST, ADMINS),
    "send_delivery_again": (POST, ADMINS),
    "moderation_api_page": (READ, READERS),
    "moderation_openapi": (READ, READERS),
    "set_role": (BOTH, ADMINS),
    "moderation_projects": (READ, READERS),
    "moderation_project": (READ, READERS),
    "quarantine_project": (BOTH, MODERATORS),
    "clear_project": (BOTH, MODERATORS),
    "list_project": (BOTH, MODERATORS),
    "unlist_project": (BOTH, MODERATORS),
    "hold_release": (BOTH, MODERATORS),
    "free_release": (BOTH, MODERATORS),
    "set_project_limits": (BOTH, ADMINS),
    "moderation_names": (READ, READERS),
    "prohibit_name": (POST, ADMINS),
    "allow_name": (BOTH, ADMINS),
    "moderation_mail_domains": (READ, READERS),
    "ban_mail_domain": (POST, ADMINS),
    "allow_mail_domain": (BOTH, ADMINS),
    "moderation_audit": (READ, READERS),
    "audit_csv": (READ, READERS),
    "audit_json_lines": (READ, READERS),
}
# Of the JSON API the two that people open; the others take tokens: tests/moderation/api.
OF_PEOPLE = re.compile(r"moderation/(?!api/.+/$)")
PATTERNS = {
    name: pattern for name, pattern in every_route() if OF_PEOPLE.match(pattern) and name != "api-root"
}


@pytest.fixture(autouse=True)
def case():
    project = make_project("tides", owner=make_user("ann"))
    make_file(make_release(project))
    return Case.objects.create(project=project, opened_at=NOW, changed_at=NOW)


def staff(role):
    return make_user("staff", is_staff=True, role=role)


def address(route, case):
    return address_of(PATTERNS[route], pk=case.pk)


def state():
    tables = (Flag, Verdict, AuditEntry, Case, Project, Release, ProhibitedName, BannedMailDomain)
    people = User.objects.order_by("pk").values("pk", "frozen_at", "granted_standing", "role", "is_staff")
    return [list(people), *(list(table.objects.order_by("pk").values()) for table in tables)]


def test_every_route_is_in_the_table():
    assert PATTERNS.keys() == ROUTES.keys()


@pytest.mark.parametrize("role", User.Role)
@pytest.mark.parametrize("route", ROUTES)
def test_each_role_gets_as_far_as_it_reaches(client, case, route, role):
    client.force_login(staff(role))
    methods, may = ROUTES[route]
    for method in methods:
        with transaction.atomic():
            before = state()
            status = getattr(client, method)(address(route, case), {"reason": "calm"}).status_code
            assert (status == 403) == (role not in may), (method, status)
            assert status in {200, 302, 400, 403, 404}
            if role not in may or method == "get":
                assert state() == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_else_gets_in(client, case, route):
    for method in ROUTES[route][0]:
        assert getattr(client, method)(address(route, case))["Location"].startswith("/account/login/")
    client.force_login(make_user("eve", role=ADMIN))
    for method in ROUTES[route][0]:
        assert getattr(client, method)(address(route, case)).status_code == 403, "a role alone is no staff"


@pytest.mark.parametrize("route", ROUTES)
def test_other_methods_are_refused(client, case, route):
    client.force_login(staff(ADMIN))
    for method in {"get", "post", "put", "delete"} - set(ROUTES[route][0]):
        assert getattr(client, method)(address(route, case)).status_code == 405, method


@pytest.mark.parametrize("route", [route for route in ROUTES if "post" in ROUTES[route][0]])
def test_a_form_of_another_site_changes_nothing(case, route):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff(ADMIN))
    before = state()
    assert client.post(address(route, case), {"reason": "mine"}).status_code == 403
    assert state() == before


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({"is_staff": True, "is_superuser": True, "role": AUDITOR}, ADMIN),
        ({"is_staff": True, "is_superuser": False}, AUDITOR),
        ({"is_staff": True, "role": MODERATOR}, MODERATOR),
        ({"role": ADMIN}, None),
        ({"is_staff": True, "is_active": False}, None),
    ],
)
def test_who_has_which_role(fields, role):
    assert permissions.role_of(make_user(**fields)) == role


def test_pages_offer_what_the_role_may_do_and_no_more(client, case):
    client.force_login(staff(AUDITOR))
    queue = client.get("/moderation/queue/").content.decode()
    switches = client.get("/moderation/flags/").content.decode()
    assert "Not spam" not in queue
    assert "/on/" not in switches
    assert "/freeze/" not in client.get("/moderation/users/ann/").content.decode()
    User.objects.filter(username="staff").update(role=ADMIN)
    assert "/on/" in client.get("/moderation/flags/").content.decode()
    assert "/freeze/" in client.get("/moderation/users/ann/").content.decode()


@pytest.mark.parametrize("role", User.Role)
def test_the_command_gives_a_role(capsys, role):
    call_command(
        "user", "create", "ada", "--email", "a@example.com", "--password", "long enough it is", "--role", role
    )
    user = User.objects.get(username="ada")
    assert (permissions.role_of(user), user.is_superuser) == (role, False)
    assert f" {role}." in capsys.readouterr().out


def test_the_command_takes_a_role_or_staff():
    with pytest.raises(CommandError):
        call_command(
            "user",
            "create",
            "ada",
            "--email",
            "a@example.com",
            "--password",
            "long enough it is",
            "--role=admin",
            "--staff",
        )


# The second factor


@pytest.fixture
def needed(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


@pytest.mark.parametrize(
    "path", ["/moderation/", "/moderation/flags/read-only/on/", "/admin/", "/admin/accounts/user/"]
)
def test_without_a_second_factor_the_console_leads_to_the_page_that_sets_one_up(client, needed, path):
    client.force_login(staff(ADMIN))
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[0] == ("/account/two-factor/totp/activate/", 302)
    assert "The console needs a second factor" in answer.content.decode()
    assert answer.status_code == 200


def test_without_a_second_factor_nothing_is_changed(client, needed):
    client.force_login(staff(ADMIN))
    client.post("/moderation/flags/read-only/on/", {"reason": "mine"})
    assert not flags.first_on(Flag.Id.READ_ONLY)


def test_with_one_it_opens(client, needed):
    user = staff(ADMIN)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    assert client.get("/moderation/").status_code == 200


def test_the_rest_of_the_site_needs_none_and_neither_do_commands(client, needed):
    client.force_login(staff(ADMIN))
    assert client.get("/manage/projects/").status_code == 200
    call_command("flag", "set", "read-only", "on", "--reason", "break the glass")
    assert flags.first_on(Flag.Id.READ_ONLY)
    assert client.get("/moderation/", follow=True).status_code == 200
