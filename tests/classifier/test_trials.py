"""Trials of the recipe: attacks are what they say, labels help, and there is a picture."""

import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from classifier import text
from classifier.attacks import ATTACKS, all_attacked, attacked
from classifier.documents import Document
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


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Each example many times, as campaigns of their own, so that each fold has some."""
    path = tmp_path_factory.mktemp("trial") / "data.jsonl"
    honest = [COVER, *HONEST.values()]
    lines = [
        json.dumps(
            {
                "name": f"{document.name}-{n}",
                "summary": document.summary,
                "description": document.description or README,
                "home_page": next((url for _, url in document.links), ""),
                "label": label,
                "campaign": f"{label}-{i}-{n}",
            }
        )
        for label, group in (("spam", SPAM.values()), ("ham", honest))
        for i, document in enumerate(group)
        for n in range(20)
    ]
    path.write_text("\n".join(lines))
    return path


def test_a_trial_prints_one_table_and_draws_a_picture(data, tmp_path, capsys):
    picture = tmp_path / "plots" / "trial.png"
    call_command("classifier", "evaluate", "--unseen", "--data", str(data), "--plot", str(picture))
    printed = capsys.readouterr().out
    for heading in ("recall at 1 percent", "disguise", "labels", "attack", "padded with a README"):
        assert heading in printed
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_trial_comes_as_json_and_labels_do_not_make_it_worse(data, capsys):
    call_command("classifier", "evaluate", "--unseen", "--data", str(data), "--json")
    figures = json.loads(capsys.readouterr().out)
    assert set(figures["by_labels"]) == {"0", "20", "50", "100", "200"}
    assert (
        figures["by_labels"]["200"]["recall_at_1_percent"] >= figures["by_labels"]["0"]["recall_at_1_percent"]
    )
    assert list(figures["by_attack"]) == sorted(ATTACKS)
    assert all(0 <= row["before"] <= 1 and 0 <= row["after"] <= 1 for row in figures["by_attack"].values())


def test_records_that_teach_nothing_are_refused(tmp_path):
    data = tmp_path / "data.jsonl"
    data.write_text('{"name": "a", "label": "ham", "campaign": "x"}\n')
    with pytest.raises(CommandError, match="cannot be learned from"):
        call_command("classifier", "evaluate", "--unseen", "--data", str(data))
