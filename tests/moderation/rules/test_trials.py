"""A rule is tried on the operator's own past before it is put in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from classifier.models import Score
from index.models import Project, Release, Role
from moderation.judging import verdicts
from moderation.models import Rule, RuleTrialHit, Verdict
from moderation.rules import tasks, trials
from tests.factories import make_case, make_project, make_release, make_user, publish, scored

pytestmark = pytest.mark.django_db

SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


@pytest.fixture(autouse=True)
def _lately(time_machine):
    """The factories' rows are of NOW; so are the trials."""
    from tests.factories import NOW

    time_machine.move_to(NOW + timedelta(days=1))


def judge(name, decision):
    case = make_case(name)
    verdicts.decide(case=case, decision=decision, moderator=make_user(is_staff=True), now=timezone.now())


def outcomes(rule):
    rows = RuleTrialHit.objects.filter(rule=rule).select_related("release__project")
    return {row.release.project.name: row.outcome for row in rows}


def test_what_it_would_have_hit_is_marked_by_what_is_known_since(draft):
    judge("film-spam", SPAM)
    judge("film-maker", NOT_SPAM)
    make_release(make_project("film-unknown"))
    make_release(make_project("film-trusted", owner=make_user(granted_standing="trusted")))
    make_release(make_project("tide-tables"))
    rule = draft(name=["film-*"])
    assert outcomes(rule) == {
        "film-spam": "spam",
        "film-maker": "honest",
        "film-unknown": "",
        "film-trusted": "trusted",
    }
    assert (rule.trial_read, rule.trial_hits, bool(rule.trial_ended_at)) == (5, 4, True)


def test_the_page_says_how_many_and_shows_each_kind(client, ada, draft):
    judge("film-spam", SPAM)
    make_release(make_project("film-trusted", owner=make_user(granted_standing="trusted")))
    rule = draft(name=["film-*"])
    page = client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    assert "Would have hit 2 of 2 releases in 90 days" in page
    assert "1 of them was honest," in page
    only = client.get(f"/moderation/rules/{rule.pk}/?only=trusted").content.decode()
    assert "film-trusted" in only
    assert "film-spam" not in only
    assert client.get(f"/moderation/rules/{rule.pk}/?only=nonsense").status_code == 404


def test_it_compares_what_an_upload_is_compared_with(draft, ada):
    eve = make_user("eve")
    User.objects.filter(pk=eve.pk).update(email="eve@spam.example")
    eve.emailaddress_set.update(email="eve@spam.example")
    file = publish("films", user=eve, description="Free films at https://watch.example now", summary="Look.")
    file.release.project.journal.filter(action__startswith="add ").update(address="192.0.2.7")
    publish("tides", user=make_user("ann"))
    for asked in (
        {"digest": [file.sha256]},
        {"mail_domain": ["spam.example"]},
        {"address": ["192.0.2.0/24"]},
        {"link_host": ["watch.example"]},
        {"text": ["free films"]},
    ):
        assert outcomes(draft(**asked)).keys() == {"films"}, asked


def test_whom_a_rule_for_newcomers_would_have_spared_is_spared(draft):
    known = make_release(make_project("film-known"))
    scored(known, 0.1)
    Score.objects.filter(release=known).update(by_newcomer=False)
    judge("film-maker", NOT_SPAM)
    project = Project.objects.get(name="film-maker")
    Verdict.objects.update(decided_at=timezone.now() - timedelta(days=9))
    assert project.releases.count() == 1
    assert outcomes(draft(name=["film-*"])).keys() == set()
    assert outcomes(draft(name=["film-*"], reach="all")).keys() == {"film-known", "film-maker"}


def test_only_ninety_days_are_looked_at(draft):
    for days, name in ((89, "film-new"), (92, "film-old")):
        release = make_release(make_project(name))
        Release.objects.filter(pk=release.pk).update(created_at=timezone.now() - timedelta(days=days))
    assert outcomes(draft(name=["film-*"])).keys() == {"film-new"}


def test_a_long_trial_is_gone_on_with_by_a_worker_and_reads_each_release_once(draft, monkeypatch):
    monkeypatch.setattr(trials, "BATCH", 3)
    project = make_project("film-maker")
    for number in range(10):  # all of one moment
        make_release(project, f"{number}.0")
    rule = draft(name=["film-*"])
    assert (rule.trial_read, rule.trial_ended_at, rule.is_at_work) == (3, None, True)
    tasks.work_on_rules()
    rule.refresh_from_db()
    assert (rule.trial_read, rule.trial_hits, rule.is_at_work) == (10, 10, False)
    tasks.work_on_rule(rule.pk)
    assert RuleTrialHit.objects.filter(rule=rule).count() == 10


def test_a_trial_under_way_says_so_and_does_not_stop_anybody(client, ada, draft, monkeypatch):
    monkeypatch.setattr(trials, "BATCH", 3)
    for number in range(4):
        make_release(make_project(f"film-{number}"))
    rule = draft(name=["film-*"])
    page = client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    assert "3 releases read" in page
    assert "A worker reads on." in page
    assert "HX-Refresh" not in client.get(f"/moderation/rules/{rule.pk}/progress/")
    client.post(f"/moderation/rules/{rule.pk}/start/")
    assert Rule.objects.in_force(timezone.now()).exists()
    tasks.work_on_rules()
    assert client.get(f"/moderation/rules/{rule.pk}/progress/")["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("bound", "said"),
    [("MOST_READ", "only the newest 4 releases were read"), ("MOST_HITS", "4 hits are enough")],
)
def test_it_stops_at_a_bound_and_says_so(client, draft, monkeypatch, bound, said):
    monkeypatch.setattr(trials, "BATCH", 2)
    monkeypatch.setattr(trials, bound, 4)
    for number in range(9):
        make_release(make_project(f"film-{number}"))
    rule = draft(name=["film-*"])
    tasks.work_on_rules()
    rule.refresh_from_db()
    assert (rule.trial_read, rule.is_at_work) == (4, False)
    assert said in client.get(f"/moderation/rules/{rule.pk}/").content.decode()


def test_a_batch_costs_the_same_whatever_it_finds(draft, django_assert_max_num_queries):
    owner = make_user()
    for number in range(40):
        make_release(make_project(f"film-{number}", owner=owner))
    with django_assert_max_num_queries(25):
        draft(name=["film-*"], mail_domain=["example.com"], address=["192.0.2.0/24"])
    with django_assert_max_num_queries(25):
        draft(text=["sorts tide tables"], link_host=["shop.example"], digest=["a" * 64])


def test_projects_without_an_owner_or_a_file_are_looked_at_too(draft):
    release = make_release(make_project("film-lost"))
    Role.objects.filter(project=release.project).delete()
    assert outcomes(draft(text=["sorts tide tables"])) == {"film-lost": ""}


def test_drafts_that_nobody_started_are_forgotten(draft, time_machine):
    make_release(make_project("film-maker"))
    draft(name=["film-*"])
    time_machine.move_to(timezone.now() + timedelta(days=8))
    tasks.watch_rules()
    assert not Rule.objects.exists()
    assert not RuleTrialHit.objects.exists()
