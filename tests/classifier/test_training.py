"""Learning from verdicts."""

import contextlib
import dataclasses

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from classifier import features, registry, tasks, training, training_set
from classifier import training_lock as training_lock_module
from classifier.documents import Document
from classifier.models import Label, Score, TrainedModel, Training
from classifier.training import NothingToLearn
from classifier.training_lock import AlreadyTraining, training_lock
from classifier.trials import Measured, Trial
from moderation.models import AuditEntry
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


def retrain():
    return training.retrain(asked_by="ada", now=timezone.now())


def label_a_wave(spam=10, ham=10):
    for number in range(spam):
        label(wave(number), is_spam=True)
    for number in range(ham):
        label(honest(number), is_spam=False)


def test_without_a_new_label_there_is_nothing_to_learn():
    with pytest.raises(NothingToLearn):
        retrain()
    label(wave(1), is_spam=True)
    label(honest(1), is_spam=False)
    retrain()
    registry.activate(TrainedModel.objects.get(is_shipped=False), actor="ada", reason="", now=NOW)
    with pytest.raises(NothingToLearn):
        retrain()


def test_the_rest_of_a_wave_is_caught_after_ten_verdicts_and_honest_uploads_are_not_hurt():
    _, before = registry.current()
    label_a_wave()
    row = retrain()
    assert row.state == TrainedModel.State.CURRENT
    _, after = registry.current()
    rest, others = [wave(n) for n in range(100, 120)], [honest(n) for n in range(100, 120)]
    assert after.probabilities(rest).mean() > before.probabilities(rest).mean()
    assert (after.probabilities(rest) > 0.5).all()
    assert (after.probabilities(others) < 0.5).all()


def test_a_new_version_shows_its_figures_beside_those_of_the_one_before():
    label_a_wave()
    row = retrain()
    tried = row.metrics["by_campaign"]
    assert tried["new"]["labels"] == tried["old"]["labels"] == 20
    assert row.metrics["by_time"]["new"]["labels"] == 7
    assert row.metrics["old_version"].startswith("starting-")
    assert (row.spam_labels, row.honest_labels) == (10, 10)


def test_two_verdicts_are_enough_to_make_a_version():
    label(wave(1), is_spam=True)
    label(honest(1), is_spam=False)
    assert retrain().metrics["by_campaign"]["new"]["labels"] == 2


def test_labels_that_were_retracted_are_forgotten():
    from classifier import labels

    label_a_wave()
    for row in Label.objects.filter(is_spam=True):
        labels.retract(row, now=NOW)
    assert retrain().spam_labels == 0


def trial(difference, low, high):
    figures = Measured(10, 1.0, 1.0, 0, 0, 0.1)
    return Trial(figures, figures, difference, low, high)


@pytest.mark.parametrize(
    ("interval", "is_not_worse"),
    [
        ((0.0, 0.0, 0.0), True),
        ((-0.2, -0.4, 0.1), True),
        ((0.005, -0.01, 0.02), True),
        ((0.005, 0.001, 0.009), False),
        ((0.1, 0.0, 0.3), False),
    ],
    ids=["the same", "better", "a little worse, as chance may be", "surely worse", "worse by much, on few"],
)
def test_a_version_that_errs_more_is_told_from_chance(interval, is_not_worse):
    assert trial(*interval).is_not_worse == is_not_worse


def test_a_version_that_is_worse_is_kept_with_its_figures_and_not_put_in_force(monkeypatch):
    from classifier import trials

    label_a_wave()
    monkeypatch.setattr(trials, "_interval", lambda *_: (0.5, 0.7))
    monkeypatch.setattr(trials, "_mean", lambda _: 0.6)
    row = retrain()
    assert row.state == TrainedModel.State.CANDIDATE
    assert "On newer labels it accuses 0 honest of 7 labels" in row.held_back
    assert registry.current_row().is_shipped
    assert Training.objects.get().outcome == Training.Outcome.HELD_BACK
    with pytest.raises(NothingToLearn):
        retrain()


def test_a_thousand_copies_count_for_no_more_than_twenty_and_are_read_in_part():
    for number in range(200):
        label(dataclasses.replace(wave(1), name=f"wave-{number}"), is_spam=True)
    for number in range(5):
        label(honest(number), is_spam=False)
    read = training_set.read()
    assert read.weights[read.is_spam].sum() == pytest.approx(training_set.COPIES_COUNT_FOR)
    assert read.is_spam.sum() == training_set.COPIES_READ
    assert read.ids.max() == Label.objects.order_by("-pk")[0].pk
    assert len(set(read.campaigns[read.is_spam].tolist())) == 1


def test_what_one_account_published_is_held_out_together():
    for number in range(4):
        row = label(Document(name=f"p{number}", summary=f"{'abcd'[number] * 30} says its own"), is_spam=True)
        Label.objects.filter(pk=row.pk).update(publisher_id=number // 2)
    assert len(set(training_set.read().campaigns.tolist())) == 2


def test_labels_of_other_indexes_weigh_less_and_are_not_measured_on():
    label_a_wave()
    for row in Label.objects.filter(is_spam=False):
        Label.objects.filter(pk=row.pk).update(source="other.example", fingerprint=f"{row.pk:064x}")
    assert set(training_set.read().weights.tolist()) == {1.0, training_set.IMPORTED_WEIGHT}
    row = retrain()
    assert row.metrics["by_campaign"]["new"]["labels"] == 10
    assert row.imported_labels == 10


def test_features_are_computed_once_and_anew_when_a_label_says_something_else(monkeypatch):
    label_a_wave(3, 3)
    first = training_set.read().rows
    monkeypatch.setattr(features, "matrix", lambda _: pytest.fail("computed again"))
    assert (training_set.read().rows != first).nnz == 0
    monkeypatch.undo()
    changed = Label.objects.first()
    Label.objects.filter(pk=changed.pk).update(document=honest(9).to_json(), fingerprint="")
    assert (training_set.read().rows != first).nnz


def test_a_file_of_features_that_was_cut_off_is_made_anew(settings):
    label_a_wave(3, 3)
    first = training_set.read().rows
    for path in (settings.DATA_DIR / "features").rglob("*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    assert (training_set.read().rows != first).nnz == 0


def test_two_trainings_never_run_at_once():
    label_a_wave(2, 2)
    with contextlib.ExitStack() as stack:
        if connection.vendor == "postgresql":
            # Of this connection it could be taken twice: another one holds it.
            other = connection.copy()
            stack.callback(other.close)
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [training_lock_module._KEY])
        else:
            stack.enter_context(training_lock())
        with pytest.raises(AlreadyTraining):
            retrain()
        tasks.retrain()
        with pytest.raises(CommandError, match="runs already"):
            call_command("classifier", "train")
    assert not Training.objects.exists()


def test_a_training_that_was_killed_is_told_from_one_that_runs():
    Training.objects.create(asked_by="the schedule", started_at=NOW)
    label_a_wave(2, 2)
    retrain()
    assert [run.outcome for run in Training.objects.order_by("id")] == ["failed", "promoted"]


def test_a_training_that_fails_says_why_and_changes_nothing(monkeypatch):
    from classifier import trials

    label_a_wave(2, 2)
    monkeypatch.setattr(trials, "by_time", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retrain()
    run = Training.objects.get()
    assert (run.outcome, "ZeroDivisionError" in run.message) == ("failed", True)
    assert registry.current_row().is_shipped


def test_enough_new_verdicts_start_a_training_and_fewer_do_not(settings, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "send", lambda _, *args: sent.append(args))
    settings.RETRAIN_AFTER_LABELS = 4
    label_a_wave(2, 1)
    tasks.retrain_when_due()
    assert sent == []
    label(honest(8), is_spam=False)
    tasks.retrain_when_due()
    assert sent == [("new verdicts",)]
    retrain()
    assert not training.is_due()
    settings.RETRAIN_AFTER_LABELS = 0
    label_a_wave()
    assert not training.is_due()


def test_a_version_keeps_its_digest_libraries_features_and_counts():
    label_a_wave(3, 2)
    row = retrain()
    assert row.libraries.keys() == {"numpy", "scipy", "sklearn", "skops"}
    assert row.feature_spec == features.SPEC
    assert (row.spam_labels, row.honest_labels) == (3, 2)


def test_any_version_can_be_put_back_in_force_and_the_audit_says_who_and_why(capsys):
    label_a_wave()
    starting, trained = registry.current_row(), retrain()
    call_command("classifier", "activate", starting.version, "--reason", "the new one held a friend")
    assert registry.current_row() == starting
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.action, entry.subject, entry.reason) == (
        "activate model",
        starting.version,
        "the new one held a friend",
    )
    assert entry.before == {"model": trained.version}
    call_command("classifier", "models")
    printed = capsys.readouterr().out
    assert f"{trained.version}  retired  10 spam + 10 honest" in printed
    assert f"{starting.version}  current  shipped" in printed


def test_a_version_whose_file_is_gone_or_swapped_is_not_put_in_force(client):
    label_a_wave()
    row = retrain()
    registry.activate(registry.starting_row(), actor="ada", reason="", now=NOW)
    storages["models"].delete(f"{row.sha256}.skops")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("classifier", "activate", row.version, "--reason", "try it")
    storages["models"].save(f"{row.sha256}.skops", ContentFile(b"swapped"))
    with pytest.raises(CommandError, match="not the one that was stored"):
        call_command("classifier", "activate", row.version, "--reason", "try it")
    assert registry.current_row().is_shipped


def test_a_file_that_was_damaged_is_mended_when_the_same_version_is_made_again():
    sha256 = registry.keep(b"a model")
    storages["models"].delete(f"{sha256}.skops")
    storages["models"].save(f"{sha256}.skops", ContentFile(b"damaged"))
    assert registry.keep(b"a model") == sha256
    with storages["models"].open(f"{sha256}.skops") as file:
        assert file.read() == b"a model"


def test_ready_says_when_the_model_in_force_cannot_be_read(client, monkeypatch):
    monkeypatch.setattr(registry, "TROUBLE_KEPT_SECONDS", -1)
    label_a_wave()
    row = retrain()
    assert client.get("/_ready/").content == b"ready\n"
    storages["models"].delete(f"{row.sha256}.skops")
    answer = client.get("/_ready/")
    assert answer.status_code == 200
    assert (
        f"The file of model {row.version} cannot be read. The starting model scores instead." in answer.text
    )
    registry._loaded.clear()
    assert score(make_release()).model.is_shipped


def test_the_next_upload_is_scored_by_the_new_version():
    label_a_wave()
    row = retrain()
    assert score(make_release()).model == row


def test_the_command_trains_and_says_what_it_measured(capsys):
    label_a_wave()
    call_command("classifier", "train")
    printed = capsys.readouterr().out
    assert "by time, trained-" in printed
    assert "on 20 labels it had not seen" in printed
    assert "is in force" in printed


def test_the_command_says_when_there_is_nothing_to_learn():
    with pytest.raises(CommandError, match="no verdict"):
        call_command("classifier", "train")


def test_the_command_scores_a_project_again(capsys):
    release = make_release()
    call_command("classifier", "score", release.project.name)
    assert "Scored 1 release." in capsys.readouterr().out
    assert Score.objects.get().release == release


def test_an_upgrade_puts_its_starting_model_in_the_place_of_the_earlier_one():
    earlier = TrainedModel.objects.create(
        version="starting-0",
        sha256="0" * 64,
        is_shipped=True,
        state=TrainedModel.State.CURRENT,
        created_at=NOW,
    )
    assert registry.current_row() == registry.starting_row()
    earlier.refresh_from_db()
    assert earlier.state == TrainedModel.State.RETIRED
