"""Taking back what a rule did and nobody has judged."""

import pytest
from django.utils import timezone

from index.models import Project, Release
from moderation.acts import NotDone
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Rule, RuleHit, Verdict
from moderation.rules import tasks, verbs
from tests.distributions import make_wheel
from tests.factories import make_user, score, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_back(ada):
    def act(rule):
        verbs.release(rule=rule, actor=ada, reason="wrong", now=timezone.now())
        tasks.work_on_rules()
        tasks.work_on_rules()
        rule.refresh_from_db()

    return act


def decide(name, decision):
    case = Case.objects.get(project__normalized_name=name)
    verdicts.decide(case=case, decision=decision, moderator=make_user(is_staff=True), now=timezone.now())


def test_all_that_nobody_has_judged_is_back_and_the_rule_is_off(client, upload, in_force, take_back, ada):
    rule = in_force(name=["film-*"])
    for name in ("film-a", "film-b", "film-c"):
        upload(make_wheel(name))
        score(Release.objects.get(project__name=name))
    decide("film-b", Verdict.Decision.SPAM)
    page = client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    assert "Take back 2 that nobody has judged" in page
    client.post(f"/moderation/rules/{rule.pk}/release/", {"reason": "wrong"})
    assert not Rule.objects.in_force(timezone.now()).exists()
    tasks.work_on_rules()
    assert client.get("/simple/film-a/").status_code == 200
    assert list(Project.objects.exclude(removed_at=None).values_list("name", flat=True)) == ["film-b"]
    assert Project.objects.get(name="film-c").listed
    assert not Case.objects.filter(settled_at=None).exists()
    entry = AuditEntry.objects.get(action="release rule")
    assert (entry.actor, entry.before, entry.after) == ("ada", {"releases": 2}, {"releases": 0})
    rule.refresh_from_db()
    assert (rule.is_at_work, rule.released_by) == (False, "ada")
    assert list(RuleHit.objects.exclude(withdrawn_at=None).values_list("outcome", flat=True)) == ["", ""]
    upload(make_wheel("film-a", "2.0"))
    assert not Release.objects.filter(held_at__isnull=False).exclude(project__name="film-b").exists()


def test_what_the_score_alone_would_hold_stays_held(upload, in_force, take_back, settings):
    settings.HOLD_ABOVE = 0.9
    rule = in_force(name=["film-*"])
    upload(make_wheel("film-a"))
    release = Release.objects.get()
    scored(release, 0.999)
    take_back(rule)
    release.refresh_from_db()
    assert release.held_at
    assert Case.objects.get().settled_at is None


def test_what_was_unlisted_is_listed_again_where_it_was(upload, in_force, take_back):
    upload(make_wheel("film-a"))
    release = Release.objects.get()
    scored(release, 0.01)
    assert Project.objects.get().listed
    rule = in_force(name=["film-*"], effect="unlist")
    upload(make_wheel("film-a", "2.0"))
    assert not Project.objects.get().listed
    take_back(rule)
    assert Project.objects.get().listed


def test_what_another_rule_holds_too_stays_held_by_that(upload, in_force, take_back):
    first, second = in_force(name=["film-*"]), in_force(text=["a sample project"])
    Rule.objects.filter(pk=second.pk).update(title="Samples")
    upload(make_wheel("film-a"))
    take_back(first)
    assert Release.objects.get().held_at
    assert "Samples" in Case.objects.get().review_reason
    take_back(second)
    assert not Release.objects.get().held_at
    assert Case.objects.get().review_reason == ""


def test_what_waits_for_another_reason_waits_on(upload, in_force, take_back):
    rule = in_force(name=["film-*"])
    upload(make_wheel("film-a"))
    Case.objects.update(review_reason="A trusted account reported it.")
    take_back(rule)
    case = Case.objects.get()
    assert (case.review_reason, case.settled_at) == ("A trusted account reported it.", None)


def test_where_nothing_waits_nothing_is_taken_back(in_force, ada):
    with pytest.raises(NotDone, match="Nothing that"):
        verbs.release(rule=in_force(name=["film-*"]), actor=ada, reason="r", now=timezone.now())
