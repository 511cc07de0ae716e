"""The model that ships: what it is, what it says of examples it never saw, and that it can be made again."""

import hashlib
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from classifier import starting, starting_recipe
from classifier.documents import Document
from classifier.facts import FACTS
from classifier.hardening import variants
from classifier.model import fit_on_prior
from classifier.model_card import render
from tests.classifier.examples import HIDDEN_SPAM, HONEST, README, REPOSITORY, SPAM, wave

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model():
    return starting.load_starting()


@pytest.fixture(scope="module")
def examples():
    return starting_recipe.read(_data().read_bytes())


def _data():
    return ROOT / os.environ.get("GATEHOUSE_SEED_DATA", "../shared/data/spam_seed.jsonl")


def test_the_artefact_is_the_one_that_the_card_names_and_small():
    artefact = (starting.FOLDER / starting.ARTEFACT).read_bytes()
    assert hashlib.sha256(artefact).hexdigest() == starting.card()["sha256"]
    assert len(artefact) < 1_500_000


def test_the_model_card_tells_the_figures_of_the_card():
    assert (starting.FOLDER / starting.MODEL_CARD).read_text() == render(starting.card())


@pytest.mark.parametrize("document", HONEST.values(), ids=HONEST.keys())
def test_an_honest_project_is_not_accused(model, document):
    assert model.probabilities([document])[0] < 0.5


@pytest.mark.parametrize("document", SPAM.values(), ids=SPAM.keys())
def test_spam_of_other_trades_and_languages_is_caught(model, document):
    assert model.probabilities([document])[0] > 0.5


def test_hidden_spam_scores_above_the_project_it_hides_in(model):
    plain = Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY)
    assert (model.log_odds(list(HIDDEN_SPAM.values())) > model.log_odds([plain])[0] + 1).all()


def test_what_the_examples_could_not_teach_has_no_weight(model):
    unknown = {"classifiers", "requires_dist", "license", "files", "account"}
    columns = [column for column, fact in enumerate(FACTS) if fact.field in unknown or fact.key == "copies"]
    assert len(columns) == 15
    assert not model.weights[columns].any()


def test_a_document_is_scored_in_ten_milliseconds(model):
    documents = [*HONEST.values(), *SPAM.values(), *HIDDEN_SPAM.values()]
    spent = []
    for document in documents:
        began = time.process_time()
        model.probabilities([document])
        spent.append(time.process_time() - began)
    assert statistics.median(spent) < 0.01


def test_ten_verdicts_lift_the_rest_of_a_wave_and_no_unlike_honest_project(model):
    after = fit_on_prior(model, [wave(n) for n in range(10)], [True] * 10)
    rest, honest = [wave(n) for n in range(50, 60)], list(HONEST.values())
    assert (model.probabilities(rest) < 0.5).all()
    assert (after.probabilities(rest) > 0.5).all()
    assert (after.probabilities(honest) < 0.5).all()
    assert (after.log_odds(honest) - model.log_odds(honest)).max() < 1.5


def test_figures_on_unseen_trades_are_good_enough_to_ship():
    metrics = starting.card()["metrics"]
    assert metrics["roc_auc"] > 0.98
    assert metrics["recall_at_1_percent"] > 0.9
    assert metrics["false_positive_rate"] < 0.05


def test_disguises_are_repeatable_and_carry_the_spam_behind_the_cover():
    documents = [
        SPAM["casino"],
        Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY),
    ]
    made = variants(documents, [True, False], seed=1)
    assert made == variants(documents, [True, False], seed=1)
    by_kind = {variant.kind: variant for variant in made}
    assert by_kind["only in the summary"].document.summary == SPAM["casino"].summary
    assert by_kind["only in the summary"].document.description == README
    assert by_kind["only in the links"].document.links[0][1] == "https://luckyspinz.win"
    assert "github.com" not in by_kind["copied README"].document.description
    assert README in by_kind["behind a README"].document.description
    assert by_kind["name and summary"].document.description == ""
    assert {variant.is_spam for variant in made} == {True, False}


def test_a_small_build_writes_artefact_card_and_model_card(tmp_path):
    records = [
        _record(i, document, label)
        for label, group in (("spam", SPAM), ("ham", HONEST))
        for i, document in enumerate(group.values())
    ]
    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    card = starting.build_starting_model(data, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "model.skops",
        "card.json",
        "MODEL_CARD.md",
    }
    assert json.loads((tmp_path / "out" / "card.json").read_text())["sha256"] == card["sha256"]
    again = starting.build_starting_model(data, tmp_path / "again")
    assert again["sha256"] == card["sha256"]
    assert (card["spam"], card["honest"]) == (len(SPAM), len(HONEST))


def _record(number, document, label):
    return {
        "name": document.name,
        "summary": document.summary,
        "description": document.description,
        "home_page": next((url for _, url in document.links), ""),
        "label": label,
        "campaign": f"{label}-{number}",
    }


@pytest.mark.seed_data
def test_the_shipped_model_is_what_the_records_make(model, examples):
    assert hashlib.sha256(_data().read_bytes()).hexdigest() == starting.card()["data_sha256"]
    rebuilt = starting_recipe.train(examples)
    said, shipped = (one.probabilities_of_rows(examples.rows) for one in (rebuilt, model))
    assert np.allclose(said, shipped, atol=1e-6)


@pytest.mark.seed_data
def test_no_fold_mixes_trades_and_no_disguise_crosses_folds(examples):
    for group in set(examples.groups.tolist()):
        assert len(set(examples.folds[examples.groups == group].tolist())) == 1
