"""The whole way: a wave of a new kind arrives, ten verdicts are given, and the rest of it is caught."""

import pytest

from classifier import outbox, registry, scoring, training
from classifier.models import Label, PendingScore, Score
from index.models import Project, Release
from moderation.judging.verdicts import decide
from moderation.models import Case, Verdict
from tests.factories import NOW, make_user, publish

pytestmark = pytest.mark.django_db

DESKS = (
    "history",
    "law",
    "nursing",
    "marketing",
    "physics",
    "finance",
    "biology",
    "design",
    "ethics",
    "logistics",
)
HONEST = {
    "tide-notes": "Reads notes that are attached to tide tables and writes them as CSV, one line for each station.",
    "lab-scales": "Talks to laboratory scales over a serial line and averages what they weigh.",
    "thesis-template": "A cookiecutter template for a thesis in LaTeX, with chapters, sources and a Makefile.",
    "draft-queue": "Keeps drafts of posts in a queue and publishes them from a cron job.",
    "source-cite": "Formats sources by the style of a journal, from BibTeX to plain text.",
    "deskbook": "Books a desk in an open office by its calendar feed, from the command line.",
    "topic-tree": "Builds a tree of topics from the headings of Markdown files.",
    "coachbus": "Parses the time tables of coach operators and answers with connections.",
    "chapterize": "Cuts long audio files into chapters at pauses.",
    "gridpaper": "Draws grid paper of any spacing as SVG, for printing.",
    "wavelet-mini": "A small discrete wavelet transform without dependencies.",
    "mailsort": "Sorts a Maildir into folders by rules written in TOML.",
}


def readme(name, what, end=""):
    """A README as tools write it; the wave hides in one, too."""
    module = name.replace("-", "_")
    return (
        f"# {name}\n\n{what}\n\n## Installation\n\n    pip install {name}\n\n## Usage\n\n"
        f"```python\nimport {module}\n{module}.load('table.csv')\n```\n{end}"
    )


def wave(number):
    desk = DESKS[number % len(DESKS)]
    name = f"{desk}-notes-{number}"
    offer = (
        f"\n## Support\n\nWrite to the desk @premium_lot_{number} for verified wallets, aged profiles and seats in the "
        f"{desk} group. Payment after delivery.\n"
    )
    return name, f"Helpers for {desk} notes, part {number}", readme(name, "", offer)


def honest(name):
    return name, HONEST[name].partition(",")[0][:100], readme(name, HONEST[name])


def upload(name, summary, description):
    home = ("Project-URL", f"Homepage, https://github.com/someone/{name}")
    wheel = {"summary": summary, "description": description, "metadata_headers": [home]}
    return publish(name, user=make_user(), **wheel).release


def upload_wave(first, last):
    return [upload(*wave(number)) for number in range(first, last)]


def upload_honest(names):
    return [upload(*honest(name)) for name in names]


def score_waiting():
    scoring.score_waiting(outbox.waiting(500), now=NOW)


def score_again():
    for pk in Release.objects.values_list("pk", flat=True):
        outbox.await_score(pk)
    score_waiting()


def judge(releases, decision, moderator):
    for release in releases:
        case = Case.objects.get(project=release.project)
        decide(case=case, decision=decision, moderator=moderator, now=NOW)


def share_caught(releases):
    said = Score.objects.filter(release__in=releases, is_current=True, spam_probability__gte=0.5)
    return said.count() / len(releases)


def test_after_ten_verdicts_the_rest_of_a_wave_is_caught_and_nothing_honest_is_held(settings):
    settings.HOLD_ABOVE = 0.5
    settings.BLIND_SAMPLE_SHARE = (
        1.0  # nothing flags what the model does not know yet: a person meets it by lot
    )
    ada = make_user("ada", is_staff=True)
    names = list(HONEST)
    wave_so_far, judged_honest = upload_wave(0, 30), upload_honest(names[:5])
    score_waiting()
    before = share_caught(wave_so_far[10:])

    judge(wave_so_far[:10], Verdict.Decision.SPAM, ada)
    judge(judged_honest, Verdict.Decision.NOT_SPAM, ada)
    row = training.retrain(asked_by="new verdicts", now=NOW)
    assert row.held_back == ""
    assert registry.current_row() == row

    score_again()
    after = share_caught(wave_so_far[10:])
    assert before < 0.1, before
    assert after >= 0.9, after

    # What of it arrives from now on is held; honest newcomers are listed.
    late, others = upload_wave(30, 50), upload_honest(names[5:])
    score_waiting()
    assert not PendingScore.objects.exists()
    assert share_caught(late) >= 0.9
    assert Release.objects.filter(pk__in=[release.pk for release in late]).exclude(held_at=None).count() >= 18
    honest_ids = [release.project_id for release in [*judged_honest, *others]]
    assert not Release.objects.filter(project__in=honest_ids).exclude(held_at=None).exists()
    assert Project.objects.listed().filter(pk__in=honest_ids).count() == len(honest_ids)
    # Gone are those that a person judged, and no others.
    assert (
        Project.objects.exclude(removed_at=None).count() == Label.objects.filter(is_spam=True).count() == 10
    )
