"""`/manage/account/delete/`: what is told first, what is asked, what goes and what stays."""

import html
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import freezing
from accounts.models import AccountDeletion, AccountEvent, KnownDevice, Mail, User
from index import account_deletion, invitations, tasks
from index.models import Invitation, JournalEntry, Project, Role
from moderation import flags
from moderation.models import Flag, Report
from moderation.reporting import reports
from tests.factories import (
    NOW,
    PASSWORD,
    make_project,
    make_role,
    make_token,
    make_user,
    publish,
    signup_form,
)
from tests.index.conftest import authorization
from tests.mails import delivered

pytestmark = pytest.mark.django_db

PAGE, STOP = "/manage/account/delete/", "/manage/account/delete/stop/"
GOOD = {"username": "ann", "password": PASSWORD}
LEAVING = GOOD | {"leaves_projects": "on"}
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def here(ann):
    client = Client()
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    return client


@pytest.fixture
def at_once(settings):
    settings.ACCOUNT_DELETION_DELAY_DAYS = 0


def text(answer):
    return html.unescape(answer.content.decode())


def is_there():
    return User.objects.filter(username="ann", deleted_at=None).exists()


def due():
    with time_machine.travel(timezone.now() + WEEK):
        tasks.delete_accounts()


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(PAGE)["Location"] == f"/account/login/?next={PAGE}"


def test_the_page_tells_what_becomes_of_each_project(here, ann):
    make_project("mine-alone", owner=ann)
    make_role(make_project("shared", owner=ann), make_user("bob"), Role.Kind.OWNER)
    make_role(make_project("bobs"), ann)
    make_role(make_project("of-the-frozen", owner=ann), make_user("fay", is_active=False), Role.Kind.OWNER)
    page = text(here.get(PAGE))
    assert "Nobody else owns 2 of them" in page
    assert "/manage/project/mine-alone/settings/transfer/" in page
    assert "/manage/project/of-the-frozen/settings/transfer/" in page
    assert "2 of them are owned by others too" in page
    assert "shared" in page
    assert "bobs" in page


def test_asking_waits_a_week_and_tells_every_verified_address(here, ann):
    EmailAddress.objects.create(user=ann, email="second@example.com", verified=True)
    EmailAddress.objects.create(user=ann, email="unverified@example.com", verified=False)
    answer = here.post(PAGE, GOOD, follow=True)
    assert "Your account will be deleted" in text(answer)
    told = [mail.to[0] for mail in delivered() if "will be deleted" in mail.subject]
    assert told == ["ann@example.com", "second@example.com"]
    tasks.delete_accounts()
    assert is_there()
    assert "This account will be deleted" in text(here.get("/manage/account/"))
    due()
    assert not is_there()


def test_it_can_be_stopped_and_then_never_happens(here, ann):
    here.post(PAGE, GOOD)
    assert "Your account stays." in text(here.post(STOP, follow=True))
    due()
    assert is_there()
    assert "your account stays" in delivered()[-1].subject
    kinds = AccountEvent.objects.filter(user=ann, kind__startswith="deletion_").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["deletion_asked", "deletion_stopped"]


def test_asking_twice_does_not_put_it_off(here):
    here.post(PAGE, GOOD)
    first = AccountDeletion.objects.get().due_at
    here.post(PAGE, GOOD)
    assert AccountDeletion.objects.get().due_at == first


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "bob"}, "That is not it; type ann to confirm."),
        ({"username": ""}, "This field is required."),
        ({"password": "a wrong password"}, "That is not your password; try again."),
        ({"password": ""}, "This field is required."),
    ],
)
def test_without_name_and_password_nothing_happens_and_what_was_typed_stays(here, wrong, said):
    answer = here.post(PAGE, GOOD | wrong)
    assert answer.status_code == 400
    assert said in text(answer)
    assert PASSWORD not in text(answer)
    assert not AccountDeletion.objects.exists()


def test_guessing_the_password_here_is_slowed_down_as_everywhere(here):
    answers = [here.post(PAGE, GOOD | {"password": f"guess {number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert "Retry-After" in answers[-1]
    assert here.post(PAGE, GOOD).status_code == 429


@pytest.mark.usefixtures("at_once")
def test_who_alone_owns_projects_must_hand_them_over_or_say_that_they_are_left(here, ann):
    for name in ("a", "b", "c", "d"):
        make_project(name, owner=ann)
    answer = here.post(PAGE, GOOD)
    assert answer.status_code == 409
    assert "Nobody else owns a, b, c and others; hand over" in text(answer)
    assert is_there()
    here.post(PAGE, LEAVING)
    assert not is_there()


@pytest.mark.usefixtures("at_once")
def test_projects_that_are_left_stay_installable_keep_their_names_and_are_archived(here, ann, client):
    file = publish("tides", user=ann)
    make_role(make_project("kept-up", owner=ann), make_user("bob"))
    here.post(PAGE, LEAVING)
    assert Project.objects.get(name="tides").status == "archived"
    assert Project.objects.get(name="kept-up").status == "active"
    page = client.get("/simple/tides/", headers={"accept": "application/vnd.pypi.simple.v1+json"}).json()
    assert [entry["filename"] for entry in page["files"]] == [file.filename]
    assert page["project-status"]["status"] == "archived"
    assert client.get("/project/tides/").status_code == 200
    entries = JournalEntry.objects.filter(project__name="tides").order_by("-id")[:2]
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("status archived", "ann"),
        ("leave owner ann", "ann"),
    ]
    assert not Role.objects.filter(user=ann).exists()


@pytest.mark.usefixtures("at_once")
def test_other_owners_keep_their_projects_and_get_one_mail(here, ann):
    bob = make_user("bob")
    for name in ("tides", "ebbs"):
        make_role(make_project(name, owner=bob), ann, Role.Kind.OWNER)
    here.post(PAGE, GOOD)
    (mail,) = [mail for mail in delivered() if mail.to == ["bob@example.com"]]
    assert "ann, who worked on projects of yours" in mail.body
    assert "tides" in mail.body
    assert "ebbs" in mail.body
    assert Project.objects.get(name="tides").status == "active"
    assert JournalEntry.objects.get(project__name="ebbs").action == "leave owner ann"


@pytest.mark.usefixtures("at_once")
def test_every_way_in_is_gone(here, ann, client):
    _, token = make_token(ann)
    totp.TOTP.activate(ann, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    other = Client()
    other.force_login(ann)
    answer = here.post(PAGE, GOOD, follow=True)
    assert "Your account is deleted." in text(answer)
    for browser in (here, other):
        assert browser.get("/manage/account/").status_code == 302
    assert text(client.post("/account/login/", {"login": "ann", "password": PASSWORD})).count(
        "No account opens"
    )
    upload = client.post("/legacy/", {"name": "x"}, headers={"authorization": authorization(token)})
    assert upload.status_code == 403
    for table in (EmailAddress, Authenticator, KnownDevice, UserSession):
        assert not table.objects.filter(user=ann).exists()
    ann.refresh_from_db()
    assert (ann.email, ann.is_active, ann.has_usable_password()) == ("", False, False)
    assert client.get("/user/ann/").status_code == 404
    assert "your account is deleted" in delivered()[-1].subject


@pytest.mark.usefixtures("at_once")
def test_the_name_stays_reserved(here, client):
    here.post(PAGE, GOOD)
    answer = client.post("/account/register/", signup_form("Ann", email="new@example.com"))
    assert "already" in text(answer)


@pytest.mark.usefixtures("at_once")
def test_history_and_reports_stay_for_the_staff(here, ann, client):
    reports.file_report(
        reporter=ann, project=make_project("spam"), category="spam", text="bad", link="", now=NOW
    )
    here.post(PAGE, GOOD)
    assert Report.objects.get().reporter == ann
    client.force_login(make_user("ada", is_staff=True))
    page = text(client.get("/moderation/users/ann/"))
    assert "Deleted by its owner" in page
    assert "The account was deleted" in page
    assert "Logged in with password" in page
    assert "127.0.0.1" in page


@pytest.mark.usefixtures("at_once")
def test_roles_on_what_is_removed_stay_to_tell_who_published_it(here, ann):
    make_project("gone", owner=ann, removed_at=NOW)
    here.post(PAGE, GOOD)
    assert Role.objects.get(user=ann).project.name == "gone"


@pytest.mark.usefixtures("at_once")
def test_open_invitations_end_with_it(here, ann):
    bob = make_user("bob")
    for owner, invited in ((ann, bob), (bob, ann)):
        invitations.invite(
            project=make_project(owner=owner),
            user=invited,
            kind=Invitation.Kind.OWNER,
            actor=owner,
            now=timezone.now(),
        )
    here.post(PAGE, LEAVING)
    assert set(Invitation.objects.values_list("outcome", flat=True)) == {"revoked"}


def test_staff_gives_up_its_role_first(here, ann):
    User.objects.filter(pk=ann.pk).update(is_staff=True, role="auditor")
    answer = here.post(PAGE, GOOD)
    assert answer.status_code == 403
    assert "ask another admin to take its role away first" in text(answer)


def test_who_is_frozen_meanwhile_does_not_wash_it_away(here, ann):
    here.post(PAGE, GOOD)
    freezing.freeze(user=ann, actor="ada", reason="spam", now=NOW)
    due()
    assert is_there()
    freezing.unfreeze(user=ann, actor="ada", reason="a mistake", now=NOW)
    due()
    assert not is_there()


def test_who_comes_to_own_something_alone_meanwhile_keeps_the_account_and_is_told(here, ann):
    here.post(PAGE, GOOD)
    make_project("new-one", owner=ann)
    due()
    assert is_there()
    assert not AccountDeletion.objects.exists()
    assert "Nobody else owns new-one" in Mail.objects.order_by("id").last().text


def test_while_deleting_is_switched_off_it_waits(here, ann):
    here.post(PAGE, GOOD)
    flag = {"id_": Flag.Id.NO_DELETION, "actor": "ada", "reason": "an incident", "notice": "", "now": NOW}
    flags.set_flag(enabled=True, expires_at=None, **flag)
    due()
    assert is_there()
    flags.set_flag(enabled=False, expires_at=None, **flag)
    due()
    assert not is_there()


def test_a_deleted_account_is_neither_frozen_nor_brought_back(ann, here, settings):
    settings.ACCOUNT_DELETION_DELAY_DAYS = 0
    here.post(PAGE, GOOD)
    assert not freezing.freeze(user=ann, actor="ada", reason="spam", now=NOW)
    assert not freezing.unfreeze(user=ann, actor="ada", reason="x", now=NOW)
    ann.refresh_from_db()
    assert not ann.is_active


@pytest.mark.usefixtures("at_once")
def test_many_projects_take_as_many_queries_as_few():
    counts = []
    for username, projects in (("few", 2), ("many", 30)):
        user = make_user(username)
        for number in range(projects):
            make_project(f"{username}{number}", owner=user)
        with CaptureQueriesContext(connection) as queries:
            account_deletion.ask(user=user, leaves_projects=True, now=timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Project.objects.filter(status="archived").count() == 32
