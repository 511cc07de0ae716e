"""Uploads that fit a rule: held or unlisted in their own transaction, and whom rules leave alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.standing import Standing
from index import lifecycle
from index.models import JournalEntry, Project, Release
from moderation import flags
from moderation.judging import exempt, verdicts
from moderation.models import Case, Flag, Rule, RuleHit, Verdict
from moderation.rules import acting
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_file, make_project, make_release, make_user, score, scored

pytestmark = pytest.mark.django_db

LINKS = [("Project-URL", "Shop, https://cdn.shop.example/films")]
FILM = make_wheel("free-films", description="Watch FREE films at https://watch.example/now today.")


def is_held(name="free-films"):
    return Release.objects.filter(project__normalized_name=name, held_at__isnull=False).exists()


def stand(user, standing):
    User.objects.filter(pk=user.pk).update(granted_standing=standing)


@pytest.mark.parametrize(
    "asked",
    [
        {"name": ["*-films"]},
        {"text": ["free films"]},
        {"text": ["a sample project"]},
        {"link_host": ["watch.example"]},
        {"mail_domain": ["example.com"]},
        {"address": ["192.0.2.0/24"]},
    ],
    ids=str,
)
def test_each_kind_of_condition_holds_what_fits_and_nothing_else(client, upload, in_force, asked):
    in_force(**asked)
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    answer = upload(FILM)
    assert (answer.status_code, answer.content[:8]) == (200, b"WARNING:")
    assert is_held()
    assert client.get("/simple/free-films/").status_code == 404
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    User.objects.get(username="ann").emailaddress_set.update(email="ann@honest.test")
    other = make_wheel("tide-tables", summary="Sorts tides.", description="Calm.")
    assert upload(other).content == b"Published.\n"


def test_a_link_of_the_metadata_counts(upload, in_force):
    in_force(link_host=["shop.example"])
    upload(make_wheel("free-films", metadata_headers=LINKS))
    assert is_held()


def test_a_file_is_known_by_its_digest_under_any_name(upload, in_force):
    import hashlib

    in_force(digest=[hashlib.sha256(FILM[1]).hexdigest()])
    upload(make_wheel("tide-tables"))
    upload(FILM)
    assert (is_held(), is_held("tide-tables")) == (True, False)


def test_the_card_says_by_which_rule_and_the_owner_does_not_learn_what_it_asks(client, upload, in_force, ada):
    rule = in_force(name=["*-films"])
    upload(FILM)
    hit = RuleHit.objects.get()
    assert (hit.rule, hit.did, hit.by_newcomer, hit.outcome) == (rule, True, True, "")
    client.force_login(ada)
    queue = client.get("/moderation/queue/").content.decode()
    assert f'by the rule <a href="/moderation/rules/{rule.pk}/"><bdi>Free films</bdi></a>' in queue
    assert "*-films" in client.get(f"/moderation/rules/{rule.pk}/").content.decode()
    client.force_login(User.objects.get(username="ann"))
    for path in ("/manage/project/free-films/releases/", "/manage/project/free-films/history/"):
        page = client.get(path).content.decode()
        assert "Free films" not in page
        assert "*-films" not in page
    assert JournalEntry.objects.filter(action="hold release", actor="rules").count() == 1


def test_what_is_uploaded_before_the_verdict_is_held_too_though_the_rule_is_over(
    upload, in_force, time_machine
):
    in_force(name=["*-films"])
    upload(FILM)
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    upload(make_wheel("free-films", "2.0"))
    assert Release.objects.filter(held_at=None).count() == 0
    verdicts.decide(
        case=Case.objects.get(),
        decision=Verdict.Decision.NOT_SPAM,
        moderator=make_user(is_staff=True),
        now=timezone.now(),
    )
    assert Release.objects.filter(held_at=None).count() == 2


def test_a_rule_whose_time_is_over_hits_nothing_though_nothing_noticed(upload, in_force, time_machine):
    in_force(name=["*-films"])
    time_machine.move_to(timezone.now() + timedelta(hours=48, seconds=1))
    upload(FILM)
    assert not is_held()


def test_a_draft_hits_nothing(upload, draft):
    draft(name=["*-films"])
    upload(FILM)
    assert not is_held()


@pytest.mark.parametrize(("reach", "does"), [("newcomers", False), ("all", True)])
def test_the_known_are_hit_by_rules_for_everybody_alone(upload, in_force, ann, reach, does):
    stand(ann, Standing.TRUSTED)
    in_force(name=["*-films"], reach=reach)
    upload(FILM)
    assert is_held() == does


@pytest.mark.parametrize(("reach", "does"), [("newcomers", False), ("all", True)])
def test_what_a_person_found_honest_is_hit_by_rules_for_everybody_alone(upload, in_force, ann, reach, does):
    upload(FILM)
    project = Project.objects.get()
    Case.objects.get_or_create(project=project, defaults={"opened_at": NOW, "changed_at": NOW})
    verdicts.decide(
        case=project.case,
        decision=Verdict.Decision.NOT_SPAM,
        moderator=make_user(is_staff=True),
        now=timezone.now(),
        parts=[],
    )
    in_force(name=["*-films"], reach=reach)
    upload(make_wheel("free-films", "2.0"))
    assert is_held() == does


def test_content_that_was_found_honest_is_never_hit(upload, in_force, ann):
    from classifier.capture import document_of

    upload(FILM)
    release = Release.objects.get()
    digest = exempt.digest_of(document_of(release, now=NOW).to_json())
    exempt.exempt(project=release.project, digest=digest, now=NOW)
    in_force(name=["free-*"], reach="all")
    upload(make_wheel("free-films", "2.0", description=release.description))
    assert not is_held()


def test_a_second_file_of_a_release_is_no_second_hit_and_holds_nothing_that_was_released(upload, in_force):
    upload(FILM)
    in_force(name=["*-films"])
    upload(make_wheel("free-films", "2.0"))
    release = Release.objects.get(held_at__isnull=False)
    lifecycle.free(release=release, actor="ada", reason="honest", now=timezone.now())
    upload(make_sdist("free-films", "2.0"))
    assert release.files.count() == 2
    assert RuleHit.objects.count() == 1
    assert not is_held()


def test_a_release_of_a_project_that_was_there_is_held_alone_and_its_case_opens_with_its_score(
    settings, upload, in_force
):
    settings.BLIND_SAMPLE_SHARE = 0
    upload(FILM)
    scored(Release.objects.get(), 0.01)
    in_force(name=["*-films"])
    upload(make_wheel("free-films", "2.0"))
    assert list(Release.objects.exclude(held_at=None).values_list("version", flat=True)) == ["2.0"]
    assert not Case.objects.exists()
    scored(Release.objects.get(version="2.0"), 0.01)
    case = Case.objects.get()
    assert (case.settled_at, case.review_reason) == (None, "")
    assert Release.objects.get(version="2.0").held_at, "a low score does not release it"


def test_unlisted_stays_unlisted_whatever_the_score_until_a_person_has_looked(upload, in_force):
    in_force(name=["*-films"], effect="unlist")
    assert upload(FILM).content == b"Published.\n"
    score(Release.objects.get())
    project = Project.objects.get()
    assert (project.listed, is_held()) == (False, False)
    assert Case.objects.get().settled_at is None
    verdicts.decide(
        case=Case.objects.get(),
        decision=Verdict.Decision.NOT_SPAM,
        moderator=make_user(is_staff=True),
        now=timezone.now(),
    )
    assert Project.objects.get().listed


def test_the_same_upload_is_listed_without_the_rule(upload):
    """Or the test above would show nothing."""
    upload(FILM)
    score(Release.objects.get())
    assert Project.objects.get().listed


def test_what_the_step_held_already_is_not_the_rules_to_release(upload, in_force):
    flags.set_flag(id_=Flag.Id.HOLD_NEW_PROJECTS, enabled=True, reach="all", actor="ada", reason="r", now=NOW)
    in_force(name=["*-films"])
    upload(FILM)
    assert RuleHit.objects.get().did is False
    assert "new projects wait" in Case.objects.get().review_reason


def test_where_no_rule_is_in_force_an_upload_costs_one_look_up(draft, django_assert_num_queries):
    draft(name=["*-films"])
    release = make_release(make_project("free-films"))
    make_file(release)
    with django_assert_num_queries(1):
        acting.follow(release.pk)


def test_a_rule_of_newer_code_hits_nothing_and_breaks_no_upload(upload, in_force):
    rule = in_force(name=["*-films"])
    Rule.objects.filter(pk=rule.pk).update(alternatives=[{"phase-of-the-moon": ["full"]}])
    assert upload(FILM).content == b"Published.\n"
