"""Every address that takes a POST, against every switch: what is refused, how, and what is left alone."""

import hashlib
import html
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User
from index import staging
from index.models import DistributionFile, JournalEntry, Project, Release, StagedFile
from moderation import flags
from moderation.effects import EFFECTS
from moderation.models import Flag, Report
from tests.distributions import make_wheel
from tests.factories import NOW, PASSWORD, make_file, make_project, make_release, make_token, make_user
from tests.index.conftest import authorization
from tests.routes import address_of, every_route

pytestmark = pytest.mark.django_db

ID = Flag.Id
READ_ONLY, UPLOADS, DELETION = {ID.READ_ONLY}, {ID.NO_UPLOADS, ID.READ_ONLY}, {ID.NO_DELETION, ID.READ_ONLY}
NEW_PROJECTS = UPLOADS | {ID.NO_NEW_PROJECTS}

# Route: the switches that refuse a POST to it.
WRITES = {
    "account_signup": {ID.NO_NEW_USERS, ID.READ_ONLY},
    "upload": UPLOADS,
    "upload_without_slash": UPLOADS,
    "mint_token": UPLOADS,
    "stage_file": UPLOADS,
    "publish_staged": UPLOADS,
    "delete_project": DELETION,
    "delete_releases": DELETION,
    "delete_files": DELETION,
    "delete_account": DELETION,
    "report_project": READ_ONLY,
    "report_user": READ_ONLY,
    "ask_review": READ_ONLY,
    "appeal_freezing": READ_ONLY,
    # One's account
    "account_email": READ_ONLY,
    "account_confirm_email": READ_ONLY,
    "account_change_password": READ_ONLY,
    "account_set_password": READ_ONLY,
    "account_reset_password": READ_ONLY,
    "account_reset_password_from_key": READ_ONLY,
    "manage_tokens": READ_ONLY,
    "stop_account_deletion": READ_ONLY,
    "export_account": READ_ONLY,
    "mail_bounced": READ_ONLY,
    "revoke_token": READ_ONLY,
    "manage_families": READ_ONLY,
    "withdraw_family": READ_ONLY,
    "add_pending_publisher": READ_ONLY,
    "remove_pending_publisher": READ_ONLY,
    "discard_staged": READ_ONLY,
    "accept_invitation": READ_ONLY,
    "decline_invitation": READ_ONLY,
    # One's projects
    "yank_releases": READ_ONLY,
    "unyank_releases": READ_ONLY,
    "set_project_status": READ_ONLY,
    "transfer_project": READ_ONLY,
    "invite_collaborator": READ_ONLY,
    "leave_project": READ_ONLY,
    "resend_invitation": READ_ONLY,
    "revoke_invitation": READ_ONLY,
    "change_role": READ_ONLY,
    "remove_collaborator": READ_ONLY,
    "add_project_publisher": READ_ONLY,
    "remove_project_publisher": READ_ONLY,
    # The way in, and what only ends a secret
    "account_login": set(),
    "account_logout": set(),
    "account_reauthenticate": set(),
    "mfa_activate_totp": set(),
    "mfa_authenticate": set(),
    "mfa_deactivate_totp": set(),
    "mfa_generate_recovery_codes": set(),
    "mfa_reauthenticate": set(),
    "mfa_add_webauthn": set(),
    "mfa_edit_webauthn": set(),
    "mfa_remove_webauthn": set(),
    "mfa_reauthenticate_webauthn": set(),
    "end_session": set(),
    "end_other_sessions": set(),
    "burn_token": set(),
    "disclose_token": set(),
    "disclose_token_of_github": set(),
    "mfa_download_recovery_codes": set(),  # reads; 404 as long as there are none
    # Mirrors read by POST
    "pypi": set(),
    "pypi/": set(),
}
ROUTES = dict(every_route())


def is_of_console(route):
    return ROUTES[route].startswith("moderation/")


@pytest.fixture
def ann():
    return make_user("ann", is_staff=True)


@pytest.fixture
def tides(ann):
    project = make_project("tides", owner=ann)
    make_file(make_release(project))
    return project


@pytest.fixture
def send(client, ann, tides):
    """POST to a route as its page or program does; projects and files of the name given."""

    def post(route, name="tides"):
        client.force_login(ann)
        where = address_of(ROUTES[route])
        if route == "account_signup":
            client.logout()
        if route == "mint_token":
            return client.post(where, {"token": "x"}, content_type="application/json")
        if route in {"upload", "upload_without_slash"}:
            return _upload(client, ann, where, name)
        return client.post(where, _form(route, ann, tides, name))

    return post


def _upload(client, user, where, name):
    filename, content = make_wheel(name, "2.0")
    form = {
        "name": name,
        "version": "2.0",
        "filetype": "bdist_wheel",
        "sha256_digest": hashlib.sha256(content).hexdigest(),
        "content": SimpleUploadedFile(filename, content),
    }
    return client.post(where, form, headers={"authorization": authorization(make_token(user)[1])})


def _form(route, user, project, name):
    release = project.releases.get()
    confirmed = {"name": "tides", "reason": ""}
    if route == "stage_file":
        return {"content": SimpleUploadedFile(*make_wheel(name, "2.0"))}
    if route == "publish_staged":
        return {"file": StagedFile.objects.get(user=user, filename__startswith=name).pk}
    return {
        "delete_project": confirmed,
        "delete_account": {"username": "ann", "password": PASSWORD, "leaves_projects": "on"},
        "delete_releases": confirmed | {"release": release.pk},
        "delete_files": confirmed | {"file": release.files.get().pk},
        "report_user": {"category": "spam", "text": "Spam."},
        "report_project": {"category": "spam", "text": "Spam."},
        "yank_releases": {"release": release.pk, "reason": "r"},
    }.get(route, {})


def state():
    tables = (User, Project, Release, DistributionFile, StagedFile, Report, JournalEntry)
    fields = {User: ["pk", "password", "email"]}
    rows = [list(table.objects.order_by("pk").values(*fields.get(table, []))) for table in tables]
    return [*rows, ApiToken.objects.filter(user=None).count()]


def turn_on(id_):
    flags.set_flag(
        id_=id_,
        enabled=True,
        reach=Flag.Reach.ALL if id_ == ID.HOLD_NEW_PROJECTS else "",
        actor="ada",
        reason="a wave",
        notice="We rest until Monday.",
        expires_at=timezone.now() + timedelta(hours=2),
        now=NOW,
    )


def stage(user, name):
    content = SimpleUploadedFile(*make_wheel(name, "2.0"))
    staging.stage(user=user, content=content, now=timezone.now())


def refusing(send, prepare=lambda: None):
    """The switches that refuse what `send` sends, each alone; checks that a refusal says all and changes nothing."""
    found = set()
    for id_ in ID:
        with transaction.atomic():
            prepare()
            turn_on(id_)
            before = state()
            answer = send()
            if "Retry-After" in answer:
                found.add(id_)
                text = html.unescape(answer.content.decode())
                assert answer.status_code in {403, 422, 503}
                assert "at the moment. We rest until Monday." in text
                assert "/help/#admin-intervention" in text
                assert 7190 < int(answer["Retry-After"]) <= 7200
                assert state() == before
            transaction.set_rollback(True)
    return found


def test_every_route_that_takes_a_post_is_in_the_table(client, ann, tides):
    taking = set()
    for route, pattern in ROUTES.items():
        with transaction.atomic():
            client.force_login(ann)
            if client.post(address_of(pattern)).status_code != 405:
                taking.add(route)
            transaction.set_rollback(True)
    assert {route for route in taking if not is_of_console(route)} == WRITES.keys()


@pytest.mark.parametrize("route", WRITES)
def test_each_write_is_refused_by_its_switches_and_by_no_other(send, ann, route):
    assert refusing(lambda: send(route), prepare=lambda: stage(ann, "tides")) == WRITES[route]


@pytest.mark.parametrize("route", ["upload", "publish_staged"])
def test_new_projects_are_refused_where_existing_ones_still_upload(send, ann, route):
    assert refusing(lambda: send(route, "ebbs"), prepare=lambda: stage(ann, "ebbs")) == NEW_PROJECTS


@pytest.mark.parametrize("route", [route for route in ROUTES if is_of_console(route)])
def test_the_console_is_never_refused(send, route):
    assert refusing(lambda: send(route)) == set()


def test_a_program_reads_why_the_index_is_read_only(client, ann):
    turn_on(ID.READ_ONLY)
    client.force_login(ann)
    answer = client.post("/manage/upload/stage/", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert "/help/#admin-intervention" in answer.json()["sentence"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/help/",
        "/account/login/",
        "/account/register/",
        "/nothing-here/",
        "/user/ann/",
        "/project/tides/",
        "/account/request-password-reset/",
        "/search/?q=tides",
    ],
)
def test_the_banner_is_on_every_page(client, tides, path):
    turn_on(ID.NO_UPLOADS)
    assert "We rest until Monday." in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/manage/projects/",
        "/manage/account/",
        "/manage/account/token/",
        "/manage/reports/",
        "/account/two-factor/",
        "/account/addresses/",
        "/account/password/",
        "/project/tides/report/",
        "/moderation/",
    ],
)
def test_the_banner_is_on_the_pages_of_those_who_are_logged_in(client, ann, tides, path):
    client.force_login(ann)
    turn_on(ID.NO_DELETION)
    assert "We rest until Monday." in client.get(path).content.decode()


def test_what_each_does_is_in_the_help_and_in_the_documentation(client):
    helped = html.unescape(client.get("/help/").content.decode())
    documented = (Path(__file__).resolve().parents[2] / "docs/switches.md").read_text()
    for id_ in ID:
        for sentence in (EFFECTS[id_].blocks, EFFECTS[id_].leaves):
            assert sentence in helped
            assert sentence in documented
        assert f"`{id_}`" in documented


def test_an_expired_switch_refuses_nothing_and_shows_no_banner(client, send, time_machine):
    turn_on(ID.NO_UPLOADS)
    time_machine.move_to(timezone.now() + timedelta(hours=2, seconds=1))
    assert "We rest" not in client.get("/").content.decode()
    assert send("upload").status_code == 200
