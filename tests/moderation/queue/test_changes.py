"""A verdict on a card that has changed since it was shown is refused, and says what changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from index.models import DistributionFile
from moderation.judging import verdicts
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Appeal, Case, Verdict
from moderation.reporting import reports
from tests.factories import make_case, make_file, make_release, make_user, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case("films", 0.9)


@pytest.fixture
def ann():
    return make_user("ann", is_staff=True)


def refusal(case, moderator, seen):
    with pytest.raises(VerdictRefused) as caught:
        verdicts.decide(
            case=case,
            decision=Verdict.Decision.SPAM,
            moderator=moderator,
            now=timezone.now(),
            seen=seen,
        )
    assert not Verdict.objects.filter(moderator=moderator).exists()
    return str(caught.value)


def new_release(case):
    release = make_release(case.project, "1.1")
    now = timezone.now()
    type(release).objects.filter(pk=release.pk).update(created_at=now)
    DistributionFile.objects.filter(pk=make_file(release).pk).update(uploaded_at=now)
    return release


def test_a_new_release_even_before_it_is_scored(case, ann):
    new_release(case)
    assert "films has changed since you saw it: new release 1.1 at" in refusal(case, ann, case.changed_at)


def test_a_new_score(case, ann):
    scored(new_release(case), 0.97)
    assert "score now 0.97, surely spam" in refusal(case, ann, case.changed_at)


def test_a_new_report(case, ann):
    reports.file_report(
        reporter=make_user("bea"),
        project=case.project,
        category="spam",
        text="x",
        link="",
        now=timezone.now(),
    )
    assert "new report by bea at" in refusal(case, ann, case.changed_at)


def test_an_appeal(case, ann):
    now = timezone.now()
    Appeal.objects.create(project=case.project, appellant=make_user("eve"), text="Please.", asked_at=now)
    Case.objects.update(changed_at=now)
    assert "eve asked for a review at" in refusal(case, ann, case.changed_at)


def test_somebody_else_s_verdict(case, ann):
    verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=make_user("bea"), now=timezone.now())
    assert "films has been decided already: judged spam by bea at" in refusal(case, ann, case.changed_at)


def test_a_verdict_that_was_undone(case, ann):
    bea = make_user("bea")
    verdict = verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=bea, now=timezone.now())
    verdicts.undo(verdict=verdict, moderator=bea, now=timezone.now())
    assert "a verdict of bea was undone at" in refusal(case, ann, case.changed_at)


def test_the_score_of_a_blind_sample_is_not_given_away(settings, ann):
    settings.BLIND_SAMPLE_SHARE = 1.0
    case = make_case("calm", 0.01)
    Case.objects.update(changed_at=timezone.now())
    said = refusal(case, ann, case.changed_at - timedelta(days=1))
    assert "score" not in said


def test_the_page_shows_the_card_anew_and_so_does_the_script(client, case, ann):
    client.force_login(ann)
    seen = {"seen": case.changed_at.isoformat()}
    scored(new_release(case), 0.97)
    page = client.post(f"/moderation/queue/{case.pk}/spam/", seen, follow=True).content.decode()
    assert "new release 1.1 at" in page
    assert 'class="version">1.1<' in page
    answer = client.post(f"/moderation/queue/{case.pk}/spam/", seen, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "new release 1.1 at" in answer.json()["said"]
    assert 'class="version">1.1<' in answer.json()["card"]
