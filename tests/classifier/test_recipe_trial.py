"""Trials of the recipe: attacks are what they say, labels help, and there is a picture."""

import json
import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from classifier import text
from classifier.attacks import ATTACKS, all_attacked, attacked
from classifier.documents import Document
from classifier.evaluation import measure
from classifier.recipe_trial import Trial
from tests.classifier.examples import HONEST, README, REPOSITORY, SPAM

COVER = Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY)
CASINO = SPAM["casino"]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_the_same_for_the_same_seed(name):
    assert attacked(name, CASINO, COVER, seed=3) == attacked(name, CASINO, COVER, seed=3)
    assert len(all_attacked(name, list(SPAM.values()), [COVER])) == len(SPAM)


def test_each_attack_does_what_its_name_says():
    made = {name: attacked(name, CASINO, COVER) for name in ATTACKS}
    assert made["as found"] == CASINO
    assert made["renamed"].name.startswith("tidewatch")
    assert made["padded with a README"].description == f"{README}\n\n{CASINO.description}"
    assert "casino" not in made["in an image"].description.replace("luckyspinz.win", "")
    assert "luckyspinz.win" in made["in an image"].description
    assert made["only in links"] == replace(COVER, links=made["only in links"].links)
    assert made["only in the summary"] == replace(COVER, summary=CASINO.summary)
    assert text.is_disguised(made["look-alike letters"].summary)
    assert made["aged account"].account.age_days > 365
    assert made["slow drip"].account.uploads_last_day == 1
    assert "github.com" not in made["copied README"].description
    assert made["words swapped"].summary != CASINO.summary


def record(document, number, label, campaign):
    return {
        "name": f"{document.name}-{number}",
        "summary": document.summary,
        "description": document.description or README,
        "home_page": next((url for _, url in document.links), ""),
        "label": label,
        "campaign": f"{campaign}-{number}",
    }


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """What the command printed as JSON, and its picture. Enough examples that each fold can learn from some."""
    folder = tmp_path_factory.mktemp("trial")
    records = [record(d, n, "spam", d.name) for d in SPAM.values() for n in range(14)]
    records += [record(d, n, "ham", "ham") for d in [COVER, *HONEST.values()] for n in range(8)]
    data, picture, out = folder / "data.jsonl", folder / "plots" / "trial.png", StringIO()
    data.write_text("".join(json.dumps(line) + "\n" for line in records))
    call_command(
        "classifier", "evaluate", "--unseen", "--json", data=data, plot=picture, stdout=out, stderr=StringIO()
    )
    return json.loads(out.getvalue()), picture.read_bytes()


def test_a_trial_tells_quality_by_labels_disguise_and_attack(trial):
    figures, _ = trial
    assert set(figures["by_labels"]) == {"0", "20", "50", "100", "200"}
    for count in ("20", "200"):
        before, after = figures["by_labels"]["0"], figures["by_labels"][count]
        assert after["recall_at_1_percent"] >= before["recall_at_1_percent"]
    assert list(figures["by_attack"]) == sorted(ATTACKS)
    assert all(0 <= row["before"] <= row["after"] <= 1 for row in figures["by_attack"].values())
    assert figures["by_disguise"]["behind a README"]["is_spam"]


def test_a_trial_draws_a_picture(trial):
    _, picture = trial
    assert picture.startswith(b"\x89PNG")


def test_a_trial_is_one_table():
    said, is_spam = np.array([0.9, 0.1]), np.array([True, False])
    rates = {"recall_at_1_percent": 1.0, "recall_at_01_percent": 0.5, "false_positive_rate": 0.25}
    table = Trial(
        measure(said, [True, False], ["films", "ham"]),
        {"only in links": {"said_spam": 0.5, "above_1_percent_line": 0.75}},
        {20: rates},
        {"renamed": {"before": 0.125, "after": 1.0}},
        said,
        is_spam,
    ).as_table()
    for line in (
        "films",
        "only in links .* 0.750",
        "20 .* 1.000 .* 0.500 .* 0.250",
        "renamed .* 0.125 .* 1.000",
    ):
        assert re.search(line, table)


def test_records_that_teach_nothing_are_refused(tmp_path):
    data = tmp_path / "data.jsonl"
    data.write_text('{"name": "a", "label": "ham", "campaign": "x"}\n')
    with pytest.raises(CommandError, match="cannot be learned from"):
        call_command("classifier", "evaluate", "--unseen", "--data", str(data))
