"""Asking for a review, and what an answer changes: `/manage/project/…/review/`, `/appeal/…/`, `/moderation/appeals/`."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from classifier.models import Label
from index import bulk_removal, deletion, lifecycle
from index.models import Project
from moderation.acts import users
from moderation.appealing import appeals, links
from moderation.appealing.appeals import AppealRefused
from moderation.judging import verdicts
from moderation.models import (
    AccountCase,
    Appeal,
    AuditEntry,
    Case,
    Purge,
    PurgedProject,
    Report,
    Verdict,
)
from moderation.queue import account_cases, cases
from moderation.reporting import reports
from moderation.scoring import triage
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

TEXT = "It sorts tide tables, nothing else."
ANSWER = "You are right, we are sorry."
LATER = NOW + timedelta(hours=1)
GRANTED, DENIED = Appeal.Outcome.GRANTED, Appeal.Outcome.DENIED


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def project(ann):
    project = make_project("tides", owner=ann, listed=False)
    make_file(make_release(project))
    return project


@pytest.fixture
def mia():
    return make_user("mia", is_staff=True, role="moderator")


def judge_spam(project, moderator):
    case = cases.open_for(project, now=NOW)
    return verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=moderator, now=NOW)


def purge(project):
    row = Purge.objects.create(state="removed", title="x", drafted_by="ada", drafted_at=NOW)
    PurgedProject.objects.create(purge=row, project=project, ticked=True, why="x", done_at=NOW)
    bulk_removal.remove_all(project_ids=[project.pk], actor="ada", reason="purge 1", now=NOW)
    Label.objects.create(
        is_spam=True, document={}, project_name=project.normalized_name, labelled_by="ada", labelled_at=NOW
    )
    Report.objects.filter(project=project).update(settled_at=NOW, outcome="upheld")


def hold(project, actor=triage.ACTOR):
    cases.open_for(project, now=NOW)
    lifecycle.hold(release=project.releases.get(), actor=actor, reason="scored 0.97", now=NOW)


def quarantine(project):
    lifecycle.set_status(
        project=project, status=Project.Status.QUARANTINED, actor="ada", reason="It calls home.", now=NOW
    )


def ask(project, appellant, now=LATER):
    return appeals.ask(project=project, appellant=appellant, text=TEXT, now=now)


def answer(appeal, outcome, moderator, now=LATER):
    return appeals.answer(appeal=appeal, outcome=outcome, moderator=moderator, text=ANSWER, now=now)


def state(project):
    """All that a grant may change and its undoing must put back."""
    project.refresh_from_db()
    owner = User.objects.get(username="ann")
    return {
        "removed": project.removed_at is not None,
        "status": (project.status, project.status_reason),
        "listed": project.listed,
        "held": list(project.releases.exclude(held_at=None).values_list("version", flat=True)),
        "verdicts": (owner.spam_verdicts, owner.honest_verdicts),
        "labels": sorted(Label.objects.in_force().values_list("is_spam", flat=True)),
        "reports": sorted(Report.objects.values_list("outcome", flat=True)),
    }


def test_an_owner_sees_what_happened_to_a_removed_project_and_asks(client, project, ann, mia):
    judge_spam(project, mia)
    client.force_login(ann)
    for page in ("/manage/projects/", "/manage/project/tides/releases/"):
        html = client.get(page).content.decode()
        assert "tides is removed" in html
        assert "A moderator judged it to be spam." in html
        assert "/manage/project/tides/review/" in html
    answered = client.post("/manage/project/tides/review/", {"text": TEXT}, follow=True).content.decode()
    assert TEXT in answered
    assert "it waits since" in answered
    assert "waiting since" in client.get("/manage/projects/").content.decode()
    case = Case.objects.get()
    assert (case.settled_at, case.appealed_at) == (None, Appeal.objects.get().asked_at)


def test_a_held_project_says_why_in_words_on_every_page_of_its_owner(client, project, ann):
    hold(project)
    client.force_login(ann)
    for page in ("projects/", "project/tides/releases/", "project/tides/settings/", "project/tides/history/"):
        html = client.get(f"/manage/{page}").content.decode()
        assert "An automatic check asks that a person looks at it before it is offered." in html


def test_what_an_owner_deleted_is_neither_shown_nor_asked_for(client, project, ann):
    deletion.delete_project(project=project, actor=ann, reason="", now=NOW)
    client.force_login(ann)
    assert client.get("/manage/project/tides/releases/").status_code == 404
    assert client.get("/manage/project/tides/review/").status_code == 404
    assert "tides" not in client.get("/manage/projects/").content.decode()
    with pytest.raises(AppealRefused, match="Nothing of tides"):
        ask(project, ann)


@pytest.mark.parametrize("who", ["stranger", "maintainer"])
def test_only_owners_ask(client, project, mia, who):
    judge_spam(project, mia)
    max_ = make_user("max")
    if who == "maintainer":
        make_role(project, max_)
    client.force_login(max_)
    status = client.post("/manage/project/tides/review/", {"text": TEXT}).status_code
    assert status == (404 if who == "stranger" else 400)
    assert not Appeal.objects.exists()


def test_one_at_a_time_and_three_within_thirty_days(project, ann, mia):
    judge_spam(project, mia)
    for day in range(3):
        now = LATER + timedelta(days=day)
        appeal = ask(project, ann, now)
        with pytest.raises(AppealRefused, match=r"is asked for already|3 times"):
            ask(project, ann, now)
        answer(appeal, DENIED, mia, now)
    with pytest.raises(AppealRefused, match="3 times within 30 days"):
        ask(project, ann, LATER + timedelta(days=29))
    ask(project, ann, LATER + timedelta(days=31))


@pytest.mark.parametrize("text", ["", "too short", "x" * 2001, "   " * 9])
def test_what_is_asked_has_ten_to_two_thousand_characters(client, project, ann, mia, text):
    judge_spam(project, mia)
    client.force_login(ann)
    assert client.post("/manage/project/tides/review/", {"text": text}).status_code == 400
    assert not Appeal.objects.exists()


def hold_and_quarantine(project):
    hold(project)
    quarantine(project)


# What moderation did before the owner asked.
TAKEN = {
    "judged spam": lambda project: judge_spam(project, make_user("ada", is_staff=True)),
    "purged": purge,
    "held": hold,
    "quarantined": quarantine,
    "held and quarantined": hold_and_quarantine,
}


@pytest.mark.parametrize("taken", TAKEN)
def test_granting_gives_all_back_and_undoing_it_takes_all_back(client, project, ann, mia, taken):
    reports.file_report(reporter=make_user(), project=project, category="spam", text="x", link="", now=NOW)
    TAKEN[taken](project)
    before = state(project)
    appeal = answer(ask(project, ann), GRANTED, mia)
    assert Project.objects.listed().get() == project
    assert state(project) == {
        "removed": False,
        "status": ("active", ""),
        "listed": True,
        "held": [],
        "verdicts": (0, 1),
        "labels": [False],
        "reports": ["dismissed"],
    }
    assert triage.was_judged_honest(project), "no score holds or unlists it again"
    assert Case.objects.get().settled_at
    assert Case.objects.get().appealed_at is None
    assert appeals.undo(appeal=appeal, moderator=mia, now=LATER + timedelta(hours=1))
    assert state(project) == before
    assert Case.objects.get().appealed_at == LATER
    assert not appeals.undo(appeal=appeal, moderator=mia, now=LATER)


@pytest.mark.parametrize("taken", TAKEN)
def test_denying_changes_nothing_but_the_clock(project, ann, mia, taken):
    TAKEN[taken](project)
    before = state(project)
    waits = cases.open_cases().count()
    appeal = answer(ask(project, ann), DENIED, mia)
    assert state(project) == before
    assert Case.objects.get().appealed_at is None
    assert cases.open_cases().count() == waits or taken.endswith("quarantined")
    appeals.undo(appeal=appeal, moderator=mia, now=LATER)
    assert appeals.waiting() == appeals.Waiting(1, LATER)


def test_the_owners_get_the_answer_in_words_and_see_it(
    client, project, ann, mia, django_capture_on_commit_callbacks
):
    judge_spam(project, mia)
    appeal = ask(project, ann)
    with django_capture_on_commit_callbacks(execute=True):
        answer(appeal, DENIED, mia)
    (message,) = delivered()
    assert message.subject == "Gatehouse: your appeal about tides is denied"
    assert ANSWER in message.body
    client.force_login(ann)
    assert ANSWER in client.get("/manage/project/tides/releases/").content.decode()
    assert ANSWER in client.get("/manage/project/tides/review/").content.decode()


def test_an_appeal_is_answered_once(project, ann, mia):
    judge_spam(project, mia)
    appeal = answer(ask(project, ann), DENIED, mia)
    with pytest.raises(AppealRefused, match="answered by mia before"):
        answer(appeal, GRANTED, mia)


def test_the_page_has_the_longest_waiting_first_with_clock_and_who_decided(client, ann, ada, time_machine):
    mia = make_user("mia", is_staff=True, role="moderator")
    for name, hours, moderator in (("fresh", 47, mia), ("old", 1, ada)):
        project = make_release(make_project(name, owner=ann)).project
        judge_spam(project, moderator)
        ask(project, ann, NOW + timedelta(hours=hours))
    time_machine.move_to(NOW + timedelta(hours=50))
    client.force_login(ada)
    html = client.get("/moderation/appeals/").content.decode()
    assert html.index(">old<") < html.index(">fresh<")
    assert html.count("longer than promised") == 1
    assert html.count("You decided this yourself") == 1
    assert "by <strong>mia</strong>" in html
    waiting = appeals.waiting()
    assert (waiting.count, waiting.oldest_at) == (2, NOW + timedelta(hours=1))
    assert waiting.is_late(NOW + timedelta(hours=50))


def test_a_moderator_answers_on_the_page_and_undoes_it_there(client, project, ann, ada):
    judge_spam(project, ada)
    appeal = ask(project, ann)
    client.post(f"/moderation/appeals/{appeal.pk}/grant/", {"text": "no"})
    assert not Project.objects.visible().exists()
    page = client.post(f"/moderation/appeals/{appeal.pk}/grant/", {"text": ANSWER}, follow=True)
    assert "is granted; the answer is mailed" in page.content.decode()
    assert Project.objects.listed().exists()
    client.post(f"/moderation/appeals/{appeal.pk}/undo/")
    assert not Project.objects.visible().exists()
    acts = set(AuditEntry.objects.filter(subject="tides").values_list("action", flat=True))
    assert {"ask for a review", "grant appeal", "undo the answer to the appeal"} <= acts


def test_the_page_costs_the_same_at_any_length(client, ann, ada, django_assert_max_num_queries):
    for _ in range(15):
        project = make_release(make_project(owner=ann)).project
        judge_spam(project, ada)
        ask(project, ann)
    with django_assert_max_num_queries(16):
        client.get("/moderation/appeals/")


def frozen(account, ada):
    users.freeze(user=account, actor=ada, reason="a secret of the staff", now=NOW)
    return links.token_for(account)


def test_who_is_frozen_asks_by_the_link_without_logging_in(ann, ada):
    token = frozen(ann, ada)
    stranger = Client()
    html = stranger.get(f"/appeal/{token}/").content.decode()
    assert "An admin froze it because of how it was used." in html
    assert "secret" not in html
    assert TEXT in stranger.post(f"/appeal/{token}/", {"text": TEXT}, follow=True).content.decode()
    assert AccountCase.objects.get(account=ann).appealed_at
    appeal = answer(Appeal.objects.get(), GRANTED, ada)
    ann.refresh_from_db()
    assert ann.is_active
    assert stranger.get(f"/appeal/{token}/").status_code == 404
    assert appeals.undo(appeal=appeal, moderator=ada, now=LATER)
    ann.refresh_from_db()
    assert (ann.is_active, ann.frozen_reason) == (False, "a secret of the staff")


def test_a_denied_appeal_is_mailed_to_the_frozen_account_too(ann, ada, django_capture_on_commit_callbacks):
    frozen(ann, ada)
    delivered()
    mail.outbox.clear()
    appeal = appeals.ask_for_account(account=ann, text=TEXT, now=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        answer(appeal, DENIED, ada)
    assert [message.to for message in delivered()] == [["ann@example.com"]]
    assert AccountCase.objects.get(account=ann).settled_at


def test_the_link_is_good_for_that_freezing_and_for_ninety_days(ann, ada, time_machine):
    time_machine.move_to(NOW)
    token = frozen(ann, ada)
    assert links.account_of(token) == ann
    time_machine.move_to(NOW + timedelta(days=91))
    assert links.account_of(token) is None
    time_machine.move_to(NOW)
    users.unfreeze(user=ann, actor=ada, reason="r", now=LATER)
    assert links.account_of(token) is None
    users.freeze(user=ann, actor=ada, reason="r", now=LATER)
    assert links.account_of(token) is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsICIiXQ:1uxx:abc"])
def test_a_link_of_one_s_own_making_is_an_address_that_does_not_exist(client, ann, ada, token):
    frozen(ann, ada)
    client.logout()
    assert client.get(f"/appeal/{token}/").status_code == 404
    assert client.post(f"/appeal/{token}/", {"text": TEXT}).status_code == 404


def test_a_moderator_unfreezes_newcomers_alone(ann, ada, mia):
    frozen(ann, ada)
    appeal = appeals.ask_for_account(account=ann, text=TEXT, now=LATER)
    User.objects.filter(pk=ann.pk).update(granted_standing="trusted")
    with pytest.raises(AppealRefused, match="an admin answers"):
        answer(appeal, GRANTED, mia)
    answer(appeal, GRANTED, ada)
    ann.refresh_from_db()
    assert ann.is_active


def test_reports_and_an_appeal_of_one_account_do_not_hide_each_other(ann, ada):
    reports.report_account(reporter=make_user(), account=ann, category="spam", text="x", link="", now=NOW)
    frozen(ann, ada)
    appeal = appeals.ask_for_account(account=ann, text=TEXT, now=LATER)
    case = AccountCase.objects.get()
    account_cases.decide(case=case, decision="dismiss", moderator=ada, reason="Nothing in it.", now=LATER)
    case.refresh_from_db()
    assert case.settled_at is None
    answer(appeal, DENIED, ada)
    case.refresh_from_db()
    assert case.settled_at
