"""From an upload to its score."""

from datetime import timedelta

import pytest

from classifier import outbox, registry, scoring, tasks
from classifier.models import PendingScore, Score, TrainedModel
from tests.factories import NOW, make_file, make_project, make_release, make_user, publish, score

pytestmark = pytest.mark.django_db


def test_an_upload_is_scored_with_model_and_reasons_in_words():
    release = publish().release
    assert scoring.score_waiting([release.pk], now=NOW) == 1
    row = Score.objects.get()
    assert 0 <= row.spam_probability <= 1
    assert row.model.is_shipped
    assert row.reasons
    assert all(reason["text"] for reason in row.reasons)
    assert not PendingScore.objects.exists()


def test_a_known_kind_of_spam_scores_above_an_honest_project():
    spam = score(
        make_release(
            summary="Watch full movie online free HD streaming 123movies",
            description="WATCH NOW >> https://movies.example/watch FULL MOVIE ONLINE FREE HD 1080p click here "
            * 5,
        )
    )
    honest = score(
        make_release(
            summary="Reads tide tables and returns them as data frames.",
            description="# Tides\n\n```python\nimport tides\ntides.read('x.csv')\n```\n\nRun the tests with `pytest`.\n",
        )
    )
    assert spam.spam_probability > honest.spam_probability
    assert spam.spam_probability > 0.5 > honest.spam_probability


def test_scoring_twice_changes_nothing():
    release = make_release()
    first = score(release)
    assert scoring.score_waiting([release.pk], now=NOW) == 0
    assert score(release).pk == first.pk
    assert Score.objects.count() == 1


def test_a_file_that_arrives_while_a_release_is_scored_asks_again():
    release = make_release()
    outbox.await_score(release.pk)
    pending = PendingScore.objects.get()
    PendingScore.objects.update(requested_at=pending.requested_at + timedelta(seconds=1))
    said = scoring.Said(scoring.document_of(release, now=NOW), 0.5, [], b"")
    scoring._record(pending, registry.current_row(), said, now=NOW)
    assert PendingScore.objects.exists()


def test_the_sweeper_scores_what_lost_its_message_and_leaves_the_rest():
    lost, fresh = make_release(), make_release()
    outbox.await_score(lost.pk)
    PendingScore.objects.update(requested_at=NOW)
    outbox.await_score(fresh.pk)
    tasks.score_overdue()
    assert Score.objects.get().release == lost
    assert PendingScore.objects.get().release == fresh


def test_the_document_holds_no_personal_data():
    user = make_user("ann")
    release = make_release(make_project(owner=user))
    make_file(release)
    document = str(score(release).document)
    assert "ann@example.com" not in document
    assert "'newcomer'" in document


def test_a_broken_model_file_is_refused_before_it_is_read_and_the_starting_model_serves(caplog):
    row = TrainedModel.objects.create(version="broken", sha256=registry.keep(b"no model"), created_at=NOW)
    registry.activate(row, now=NOW)
    assert score(make_release()).model.is_shipped
    assert "cannot be used" in caplog.text


def test_a_model_file_that_was_swapped_is_refused():
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    from classifier.model import ModelUnusable

    sha256 = "a" * 64
    storages["models"].save(f"{sha256}.skops", ContentFile(b"swapped"))
    row = TrainedModel.objects.create(version="swapped", sha256=sha256, created_at=NOW)
    with pytest.raises(ModelUnusable):
        registry.load(row)
