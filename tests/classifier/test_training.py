"""Learning from verdicts."""

import pytest
from django.core.management import CommandError, call_command

from classifier import registry, training
from classifier.documents import Document
from classifier.models import Label, Score, TrainedModel
from classifier.training import Measured, NothingToLearn, is_not_worse
from tests.factories import NOW, make_release, score

pytestmark = pytest.mark.django_db


def wave(number):
    """A new kind of spam, in a language and trade of its own."""
    return Document(
        name=f"ubytovanie-zlava-{number}",
        summary=f"Najlacnejšie chaty a penzióny {number}, rezervujte ešte dnes",
        description=f"Hľadáte ubytovanie? Chata {number} ponúka zľavu. Rezervácia: https://chaty-zlava.example/{number}\n",
        links=(("Homepage", f"https://chaty-zlava.example/{number}"),),
    )


def honest(number):
    return Document(
        name=f"merania{number}",
        summary="Číta merania teploty zo súborov CSV",
        description="# Merania\n\n```python\nimport merania\nmerania.citaj('a.csv')\n```\n",
        requires_dist=("numpy",),
        classifiers=("Programming Language :: Python :: 3",),
    )


def label(document, *, is_spam):
    return Label.objects.create(
        is_spam=is_spam,
        document=document.to_json(),
        project_name=document.name,
        labelled_by="ada",
        labelled_at=NOW,
    )


def label_a_wave(spam=10, ham=10):
    for number in range(spam):
        label(wave(number), is_spam=True)
    for number in range(ham):
        label(honest(number), is_spam=False)


def test_without_a_new_label_there_is_nothing_to_learn():
    with pytest.raises(NothingToLearn):
        training.retrain(now=NOW)
    label(wave(1), is_spam=True)
    label(honest(1), is_spam=False)
    training.retrain(now=NOW)
    registry.activate(TrainedModel.objects.get(is_shipped=False), now=NOW)
    with pytest.raises(NothingToLearn):
        training.retrain(now=NOW)


def test_the_rest_of_a_wave_is_caught_after_ten_verdicts_and_honest_uploads_are_not_hurt():
    _, before = registry.current()
    label_a_wave()
    row = training.retrain(now=NOW)
    assert row.state == TrainedModel.State.CURRENT
    _, after = registry.current()
    rest, others = [wave(n) for n in range(100, 120)], [honest(n) for n in range(100, 120)]
    assert after.probabilities(rest).mean() > before.probabilities(rest).mean()
    assert (after.probabilities(rest) > 0.5).all()
    assert (after.probabilities(others) < 0.5).all()


def test_a_new_version_shows_its_figures_beside_those_of_the_one_before():
    label_a_wave()
    row = training.retrain(now=NOW)
    assert row.metrics["new"]["recall"] == 1.0
    assert row.metrics["new"]["labels"] == row.metrics["old"]["labels"] == 20
    assert row.metrics["old_version"].startswith("starting-")
    assert (row.spam_labels, row.honest_labels) == (10, 10)


def test_two_verdicts_are_enough_to_make_a_version():
    label(wave(1), is_spam=True)
    label(honest(1), is_spam=False)
    assert training.retrain(now=NOW).metrics["new"]["labels"] == 2


def test_labels_that_were_retracted_are_forgotten():
    from classifier import labels

    label_a_wave()
    for row in Label.objects.filter(is_spam=True):
        labels.retract(row, now=NOW)
    assert training.retrain(now=NOW).spam_labels == 0


def measured(**errors):
    return Measured(
        labels=10,
        recall=1.0,
        precision=1.0,
        log_loss=0.1,
        **{"false_positives": 0, "false_negatives": 0} | errors,
    )


@pytest.mark.parametrize("worse", [{"false_positives": 1}, {"false_negatives": 1}])
def test_a_version_that_errs_more_is_kept_but_not_put_in_force(worse):
    assert not is_not_worse(measured(**worse), measured())
    assert is_not_worse(measured(), measured(**worse))
    assert is_not_worse(measured(), measured())


def test_the_next_upload_is_scored_by_the_new_version():
    label_a_wave()
    row = training.retrain(now=NOW)
    assert score(make_release()).model == row


def test_the_command_trains_and_says_what_it_measured(capsys):
    label_a_wave()
    call_command("classifier", "train")
    printed = capsys.readouterr().out
    assert "recall 1.00" in printed
    assert "is in force" in printed


def test_the_command_says_when_there_is_nothing_to_learn():
    with pytest.raises(CommandError, match="no verdict"):
        call_command("classifier", "train")


def test_the_command_scores_a_project_again(capsys):
    release = make_release()
    call_command("classifier", "score", release.project.name)
    assert "Scored 1 release." in capsys.readouterr().out
    assert Score.objects.get().release == release
