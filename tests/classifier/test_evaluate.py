"""`classifier evaluate`: any file of records, any model, no database."""

import json

import pytest
from django.core.management import CommandError, call_command

from classifier import starting
from classifier.model import dumps, fit
from tests.classifier.examples import HONEST, SPAM

RECORDS = [
    {
        "name": "a",
        "version": "1",
        "summary": "Watch movies free online",
        "label": "spam",
        "campaign": "films",
    },
    {"name": "b", "version": "2", "summary": "Parses TOML.", "label": "ham", "campaign": "libraries"},
]


@pytest.fixture
def data(tmp_path):
    return write(tmp_path / "data.jsonl", RECORDS)


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def evaluate(data, *options):
    call_command("classifier", "evaluate", "--data", str(data), "--model", "starting", *options)


# None of these is marked django_db: a query would fail the test.
def test_a_file_is_measured_without_a_database(data, capsys):
    evaluate(data)
    printed = capsys.readouterr()
    assert "recall at 1 percent" in printed.out
    assert "films" in printed.out
    assert f"model starting-{starting.card()['sha256'][:8]}" in printed.err


def test_figures_come_as_json_with_intervals_and_groups(data, capsys):
    evaluate(data, "--json")
    figures = json.loads(capsys.readouterr().out)
    assert (figures["spam"], figures["honest"]) == (1, 1)
    assert len(figures["intervals"]["recall_at_1_percent"]) == 2
    assert figures["by_group"]["libraries"][0] == 1


def test_scores_are_a_line_a_record_with_reasons(data, tmp_path):
    out = tmp_path / "scores.jsonl"
    evaluate(data, "--scores", str(out))
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["name"], line["version"]) for line in lines] == [("a", "1"), ("b", "2")]
    assert all(0 <= line["probability"] <= 1 and line["reasons"] for line in lines)


def test_records_without_labels_are_scored_and_not_measured(tmp_path, capsys):
    data, out = write(tmp_path / "data.jsonl", [{"name": "a"}]), tmp_path / "scores.jsonl"
    evaluate(data, "--scores", str(out))
    assert len(out.read_text().splitlines()) == 1
    assert "measured nothing" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no labelled record"):
        evaluate(data)


def test_a_model_file_can_be_named(data, tmp_path, capsys):
    path = tmp_path / "own.skops"
    path.write_bytes(
        dumps(fit([*HONEST.values(), *SPAM.values()], [False] * len(HONEST) + [True] * len(SPAM)))
    )
    call_command("classifier", "evaluate", "--data", str(data), "--model", str(path))
    assert "own.skops" in capsys.readouterr().err
    path.write_bytes(b"no model")
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("classifier", "evaluate", "--data", str(data), "--model", str(path))


@pytest.mark.django_db
def test_without_a_name_the_model_in_force_is_asked_and_nothing_is_written(data, capsys):
    from classifier.models import Score, TrainedModel

    call_command("classifier", "evaluate", "--data", str(data))
    assert "model starting-" in capsys.readouterr().err
    assert not TrainedModel.objects.exists()
    assert not Score.objects.exists()
    with pytest.raises(CommandError, match="no model unheard-of"):
        call_command("classifier", "evaluate", "--data", str(data), "--model", "unheard-of")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("no json", "no JSON object"),
        ("[]", "no JSON object"),
        ('{"name": "a", "label": "maybe"}', "neither spam nor ham"),
        ('{"name": "a", "label": ["spam"]}', "neither spam nor ham"),
        ('{"name": "a", "summary": 3, "label": "ham"}', "summary"),
    ],
)
def test_the_line_that_cannot_be_read_is_named(tmp_path, line, complaint):
    data = tmp_path / "data.jsonl"
    data.write_text(line + "\n")
    with pytest.raises(CommandError, match=f"Line 1 of .*{complaint}"):
        evaluate(data)


def test_files_that_cannot_be_used_are_named(data, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        evaluate(tmp_path / "nothing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="not UTF-8"):
        evaluate(tmp_path / "latin.jsonl")
    with pytest.raises(CommandError, match="cannot be written"):
        evaluate(data, "--scores", str(tmp_path))
    with pytest.raises(CommandError, match="give both"):
        evaluate(data, "--plot", "x.png")
