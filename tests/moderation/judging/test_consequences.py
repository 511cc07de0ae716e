"""Parts of a verdict: each chosen alone, all of one verdict undone as one, and whose account may be frozen."""

from datetime import timedelta

import pytest

from accounts.models import User
from index import lifecycle
from index.models import Project
from moderation.judging import verdicts
from moderation.judging.consequences import Part
from moderation.judging.judgements import BY_SLUG, JUDGEMENTS
from moderation.judging.verdicts import VerdictRefused
from moderation.models import AuditEntry, Case, Report, Verdict
from moderation.reporting.reports import file_report
from tests.factories import NOW, make_case, make_role, make_user

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=300)
SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


@pytest.fixture
def eve():
    return make_user("eve", granted_standing="newcomer")


@pytest.fixture
def case(eve):
    case = make_case("films", 0.9, owner=eve)
    case.project.releases.update(held_at=NOW)
    return case


@pytest.fixture
def mod():
    return make_user("mod", is_staff=True, role=User.Role.MODERATOR)


def judge(case, slug, moderator):
    judgement = BY_SLUG[slug]
    return verdicts.decide(
        case=case, decision=judgement.decision, parts=judgement.parts, moderator=moderator, now=LATER
    )


def state(case):
    project = Project.objects.get(pk=case.project_id)
    owner = project.roles.order_by("id").first().user
    is_held = project.releases.exclude(held_at=None).exists()
    return project.removed_at is not None, is_held, project.listed, owner.frozen_at is not None


BEFORE = (False, True, False, False)  # removed, held, listed, frozen


@pytest.mark.parametrize(
    ("slug", "after"),
    [
        ("spam", (True, True, False, False)),
        ("spam-and-freeze", (True, True, False, True)),
        ("spam-freeze-only", (False, True, False, True)),
        ("spam-label-only", BEFORE),
        ("not-spam", (False, False, True, False)),
        ("not-spam-label-only", BEFORE),
    ],
)
def test_each_choice_does_what_it_says_and_undoing_it_puts_back_all(case, mod, slug, after):
    assert state(case) == BEFORE
    verdict = judge(case, slug, mod)
    assert state(case) == after
    assert Case.objects.get(pk=case.pk).settled_at
    assert set(verdict.parts) == BY_SLUG[slug].parts
    verdicts.undo(verdict=verdict, moderator=mod, now=LATER)
    assert state(case) == BEFORE
    assert Case.objects.get(pk=case.pk).settled_at is None


def test_undoing_leaves_what_somebody_else_did_meanwhile(case, mod):
    verdict = judge(case, "spam-label-only", mod)
    lifecycle.remove(project=case.project, actor="ada", reason="a court says so", now=LATER)
    verdicts.undo(verdict=verdict, moderator=mod, now=LATER)
    assert state(case)[0]


def test_a_verdict_of_an_earlier_release_is_undone_by_what_it_wrote_down(case, mod):
    verdict = judge(case, "spam", mod)
    was = {"listed": False, "removed": False, "held_releases": [case.project.releases.get().pk]}
    Verdict.objects.update(parts=[], before=was, text_digest="")
    verdicts.undo(verdict=verdict, moderator=mod, now=LATER)
    assert state(case) == BEFORE


def test_a_report_filed_anew_since_is_not_doubled_by_undoing(case, mod):
    bea = make_user("bea")
    said = {"reporter": bea, "project": case.project, "category": "spam", "text": "x", "link": ""}
    file_report(**said, now=NOW)
    verdict = judge(case, "spam-label-only", mod)
    file_report(**said, now=LATER)
    verdicts.undo(verdict=verdict, moderator=mod, now=LATER)
    assert Report.objects.filter(settled_at=None).count() == 1


def test_freezing_is_in_the_audit_of_the_account_too(case, mod):
    verdict = judge(case, "spam-and-freeze", mod)
    verdicts.undo(verdict=verdict, moderator=mod, now=LATER)
    acts = AuditEntry.objects.filter(subject="eve").order_by("id").values_list("action", flat=True)
    assert list(acts) == ["freeze", "unfreeze"]


def test_who_froze_an_account_before_the_verdict_keeps_it_frozen(case, mod, eve):
    make_role(case.project, make_user("bea"))
    verdict = judge(case, "spam-and-freeze", mod)
    assert list(verdict.before["frozen"]) == [str(eve.pk)]
    with pytest.raises(VerdictRefused, match="eve is frozen already"):
        judge(make_case("more-films", 0.9, owner=User.objects.get(pk=eve.pk)), "spam-and-freeze", mod)


def test_a_co_owner_is_never_frozen(case, mod):
    make_role(case.project, make_user("bea"), kind="owner")
    with pytest.raises(VerdictRefused, match="alone owns"):
        judge(case, "spam-and-freeze", mod)
    assert state(case)[:1] == (False,), "nothing is done where a part must not be"
    assert not Verdict.objects.exists()


def test_staff_is_never_frozen(case, mod, eve):
    User.objects.filter(pk=eve.pk).update(is_staff=True)
    with pytest.raises(VerdictRefused, match="eve is staff"):
        judge(case, "spam-and-freeze", mod)


@pytest.mark.parametrize("role", [User.Role.MODERATOR, User.Role.ADMIN])
def test_an_owner_of_an_honest_project_is_never_frozen(case, eve, role):
    moderator = make_user("m", is_staff=True, role=role)
    judge(make_case("tides", 0.5, owner=eve), "not-spam", moderator)
    with pytest.raises(VerdictRefused, match="also owns a project that was judged not spam"):
        judge(case, "spam-and-freeze", moderator)


def test_an_established_account_is_an_admin_s_to_freeze(case, mod, eve):
    User.objects.filter(pk=eve.pk).update(granted_standing="established")
    with pytest.raises(VerdictRefused, match="only an admin"):
        judge(case, "spam-and-freeze", mod)
    judge(case, "spam-and-freeze", make_user("ada", is_staff=True))
    assert state(case)[3]


def test_every_part_is_in_some_choice():
    assert {part for judgement in JUDGEMENTS for part in judgement.parts} == set(Part)
