"""The step `hold-new-projects`: accepted, awaiting review, on no channel."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.standing import Standing
from classifier import scoring
from index.models import DistributionFile, Project, Release, StagedFile
from moderation import flags
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Flag, Verdict
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_project, make_user

pytestmark = pytest.mark.django_db

ID, NEWCOMERS, ALL = Flag.Id.HOLD_NEW_PROJECTS, Flag.Reach.NEWCOMERS, Flag.Reach.ALL
SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


def turn_on(reach):
    flags.set_flag(id_=ID, enabled=True, reach=reach, actor="ada", reason="a wave", now=NOW)


def turn_off():
    flags.set_flag(id_=ID, enabled=False, actor="ada", reason="calm", now=NOW)


def decide(decision):
    case = Case.objects.get()
    return verdicts.decide(
        case=case, decision=decision, moderator=make_user(is_staff=True), now=timezone.now()
    )


def channels(client, name="sampleproject"):
    """Where a stranger can see the project."""
    file = DistributionFile.objects.filter(filename__startswith=name).first()
    pages = [
        f"/simple/{name}/",
        f"/pypi/{name}/json",
        f"/project/{name}/",
        f"/rss/project/{name}/releases.xml",
    ]
    seen = {path for path in pages if client.get(path).status_code == 200 and "1.0" in text(client, path)}
    seen |= {
        path for path in ["/rss/packages.xml", "/search/?q=" + name] if f"/{name}/" in text(client, path)
    }
    answer = client.get(file.get_absolute_url())
    answer.getvalue()  # read to its end, it is closed
    return seen | ({"file"} if answer.status_code == 200 else set())


def text(client, path):
    return client.get(path).content.decode()


def test_the_upload_is_taken_with_a_warning_and_shown_nowhere(
    client, upload, django_capture_on_commit_callbacks
):
    turn_on(NEWCOMERS)
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload()
    assert answer.status_code == 200
    assert answer.content.decode().startswith(
        "WARNING: sampleproject-1.0-py3-none-any.whl is accepted and awaits"
    )
    assert "/help/#review" in answer.content.decode()
    assert channels(client) == set()
    turn_off()
    assert channels(client) == set(), "what is held stays held"


def test_it_is_held_in_the_transaction_of_its_upload(upload):
    """No commit callback has run here, and no worker."""
    turn_on(ALL)
    upload()
    assert Release.objects.get().held_at
    assert not Project.objects.visible().exists()


def test_without_the_step_nothing_is_held(upload):
    assert upload().content == b"Published.\n"
    assert Project.objects.visible().exists()


def test_the_owner_sees_it_with_what_it_means(client, upload, ann):
    turn_on(ALL)
    upload()
    client.force_login(ann)
    page = text(client, "/manage/projects/")
    assert "awaiting review" in page
    assert "nobody can see or install it" in page
    assert "sampleproject" in page


def test_the_queue_says_why_and_not_spam_offers_it(client, upload, ann):
    turn_on(ALL)
    upload()
    upload(make_wheel("sampleproject", "2.0"))
    client.force_login(make_user(is_staff=True))
    assert "new projects wait for review" in text(client, "/moderation/queue/")
    client.logout()
    verdict = decide(NOT_SPAM)
    assert not Release.objects.exclude(held_at=None).exists()
    assert "/simple/sampleproject/" in channels(client)
    verdicts.undo(verdict=verdict, moderator=verdict.moderator, now=timezone.now())
    assert channels(client) == set()


def test_what_is_uploaded_before_the_verdict_is_held_too_even_when_the_step_is_off(upload):
    turn_on(ALL)
    upload()
    turn_off()
    assert upload(make_sdist()).content.startswith(b"WARNING")
    assert upload(make_wheel("sampleproject", "2.0")).content.startswith(b"WARNING")
    assert Release.objects.filter(held_at=None).count() == 0
    decide(NOT_SPAM)
    assert upload(make_wheel("sampleproject", "3.0")).content == b"Published.\n"


def test_a_low_score_does_not_release_it(upload):
    turn_on(ALL)
    upload()
    scoring.score_waiting([Release.objects.get().pk], now=timezone.now())
    assert Release.objects.get().held_at
    assert Case.objects.get().settled_at is None


def test_spam_removes_it(client, upload):
    turn_on(ALL)
    upload()
    decide(SPAM)
    assert Project.objects.get().removed_at


@pytest.mark.parametrize("reach", [NEWCOMERS, ALL])
def test_projects_that_were_there_before_are_not_touched(upload, ann, reach):
    make_project("sampleproject", owner=ann)
    upload()
    turn_on(reach)
    assert upload(make_wheel("sampleproject", "2.0")).content == b"Published.\n"


@pytest.mark.parametrize(("reach", "is_held"), [(NEWCOMERS, False), (ALL, True)])
def test_new_projects_of_established_accounts_are_held_by_all_alone(upload, ann, reach, is_held):
    ann.granted_standing = Standing.ESTABLISHED
    ann.save()
    turn_on(reach)
    upload()
    assert bool(Release.objects.get().held_at) == is_held


def test_the_upload_page_warns_too(client, ann):
    turn_on(ALL)
    client.force_login(ann)
    client.post("/manage/upload/stage/", {"content": SimpleUploadedFile(*make_wheel())})
    page = client.post("/manage/upload/publish/", {"file": StagedFile.objects.get().pk}, follow=True)
    assert "awaits review" in page.content.decode()
    assert "is published." not in page.content.decode()


def test_the_console_sets_its_reach_and_keeps_its_history(client, ada):
    page = f"/moderation/flags/{ID}/"
    assert client.post(f"{page}on/", {"reason": "a wave"}).status_code == 400, "whose is to be said"
    client.post(f"{page}on/", {"reason": "a wave", "reach": "all", "notice": "Patience."})
    assert flags.first_on(ID).reach == ALL
    assert "New projects wait for review" in text(client, "/")
    assert "Patience." in text(client, f"{page}on/"), "what is on is changed without typing it anew"
    client.post(f"{page}off/", {"reason": "calm"})
    assert not flags.first_on(ID)
    assert [entry.after.get("reach") for entry in AuditEntry.objects.order_by("id")] == ["all", None]


def test_the_command_takes_its_reach(capsys):
    call_command("flag", "set", ID, "newcomers", "--reason", "a wave", "--for", "2h")
    assert (flags.first_on(ID).reach, bool(flags.first_on(ID).expires_at)) == (NEWCOMERS, True)
    assert capsys.readouterr().out.startswith("hold-new-projects is newcomers until ")
    call_command("flag", "set", ID, "off", "--reason", "calm")
    assert not flags.first_on(ID)


@pytest.mark.parametrize(("id_", "state"), [(ID, "on"), ("read-only", "all")])
def test_the_command_refuses_what_a_switch_does_not_take(id_, state):
    with pytest.raises(CommandError, match="takes"):
        call_command("flag", "set", id_, state, "--reason", "r")


@pytest.mark.parametrize(("id_", "reach"), [(ID, ""), (Flag.Id.READ_ONLY, "all")])
def test_the_database_refuses_a_reach_where_none_belongs(id_, reach):
    with pytest.raises(IntegrityError), transaction.atomic():
        flags.set_flag(id_=id_, enabled=True, reach=reach, actor="ada", reason="r", now=NOW)
