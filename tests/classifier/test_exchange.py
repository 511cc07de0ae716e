"""Sharing what was learned with other indexes."""

import json

import pytest
from django.core.management import CommandError, call_command

from classifier import exchange, labels, similarity
from classifier.documents import Document
from classifier.models import Label, LabelImport
from moderation.models import AuditEntry
from tests.factories import NOW, make_project, make_release, make_user, score

pytestmark = pytest.mark.django_db

TEXT = "Hľadáte ubytovanie? Chata pri jazere ponúka zľavu celej rodine, rezervujte si ju ešte dnes."


def line(**changes):
    document = Document("chata-1", "1.0", TEXT).to_json()
    whole = {
        "format": 1,
        "verdict": "spam",
        "labelled_at": NOW.isoformat(),
        "source": "other.example",
        "document": document,
    }
    return json.dumps(whole | changes)


def take_in(*lines):
    return exchange.import_labels(
        lines, source="other.example", actor="ada", reason="they know this wave", now=NOW
    )


def label_one(name="tides", summary=TEXT, *, is_spam=True):
    release = make_release(make_project(name, owner=make_user("ann-who-publishes")), summary=summary)
    score(release)
    return labels.record(release=release, is_spam=is_spam, labelled_by="ada-who-judges", now=NOW)


def test_what_one_index_writes_another_reads(tmp_path, capsys):
    label_one()
    file = tmp_path / "labels.jsonl"
    call_command("classifier", "export-labels", str(file))
    assert "Wrote 1 label to" in capsys.readouterr().out
    Label.objects.all().delete()
    call_command(
        "classifier", "import-labels", str(file), "--source", "x.example", "--reason", "shared with us"
    )
    assert "Imported 1 label; 0 were here already." in capsys.readouterr().out
    row = Label.objects.get()
    assert (row.is_spam, row.project_name, row.document["summary"], row.labelled_at) == (
        True,
        "tides",
        TEXT,
        NOW,
    )
    assert row.source == "127.0.0.1:8000"


def test_a_file_names_no_person():
    label_one()
    [written] = exchange.export("index.example")
    assert "ann-who-publishes" not in written
    assert "ada-who-judges" not in written
    assert json.loads(written)["source"] == "index.example"


def test_only_our_own_labels_in_force_are_written():
    labels.retract(label_one(), now=NOW)
    take_in(line())
    assert list(exchange.export("index.example")) == []


def test_nothing_is_taken_in_twice():
    row = take_in(line(), line(), line(verdict="not spam"))
    assert (row.added, row.known) == (2, 1)
    assert take_in(line()).added == 0
    assert Label.objects.count() == 2


def test_what_was_decided_here_is_not_taken_in_from_elsewhere():
    own = label_one()
    row = take_in(next(exchange.export("index.example")))
    assert (row.added, row.known) == (0, 1)
    assert Label.objects.get() == own


def test_where_they_come_from_is_kept_and_the_act_is_in_the_audit():
    take_in(line(), line(source="third.example", verdict="not spam"))
    assert set(Label.objects.values_list("source", "labelled_by")) == {
        ("other.example", "ada"),
        ("third.example", "ada"),
    }
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject) == ("ada", "import labels", "other.example")
    assert entry.after == {"labels": 2, "known before": 0}


def test_look_alikes_of_imported_labels_are_found():
    take_in(line())
    release = make_release(summary=TEXT)
    score(release)
    [decided] = similarity.decided_look_alikes(release)
    assert (decided.project_name, decided.is_spam) == ("chata-1", True)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("no json", "is no JSON."),
        ("[" * 100_000, "is no JSON."),
        ("[]", "is no JSON object."),
        (line(format=2), "has format 2, this release reads 1."),
        (line(format="x" * 500), "has format 'xxx"),
        (line(verdict="ham"), "has verdict 'ham', which is neither"),
        (line(verdict=["spam"]), "has verdict ['spam'], which is neither"),
        (line(labelled_at=5), "has no labelled_at"),
        (line(labelled_at="2026-02-30T00:00:00+00:00"), "has no labelled_at"),
        (line(labelled_at="2026-02-17T00:00:00"), "has no labelled_at"),
        (line(labelled_at="2036-02-17T00:00:00+00:00"), "was labelled in the future."),
        (line(source=""), "has a source that is no text"),
        (line(source="a\nb"), "has a source that is no text"),
        (line(source="a" * 101), "has a source that is no text"),
        (line(document=None), "has no document"),
        (line(document={"summary": "x"}), "name: a text is expected"),
        (line(document={"name": "x", "links": [["one"]]}), "links: pairs of label and address"),
        (line(document={"name": "a\0b"}), "NUL"),
        (line(document={"name": "x", "summary": "\ud800"}), "cannot be read"),
        (
            line(document={"name": "x", "account": {"age_days": float("nan"), "standing": "n"}}),
            "cannot be read",
        ),
        (line(document={"name": "x" * 101}), "name is too long"),
        (" " * exchange.LINE_CHARS + line(), "is longer than"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_each_bad_line_is_named_and_nothing_is_taken_in(bad, said):
    with pytest.raises(exchange.ImportRefused) as refused:
        take_in(line(), bad, "", bad)
    first, second = refused.value.problems
    assert first.startswith("Line 2: ")
    assert second.startswith("Line 4: ")
    assert said in first
    assert len(first) < 400
    assert not Label.objects.exists()
    assert not LabelImport.objects.exists()


def test_the_command_says_which_lines_are_bad(tmp_path, capsys):
    file = tmp_path / "labels.jsonl"
    file.write_bytes(line().encode() + b"\n\xff\xfe\n")
    with pytest.raises(CommandError, match="1 bad line; nothing was imported"):
        call_command("classifier", "import-labels", str(file), "--source", "x", "--reason", "shared with us")
    assert "Line 2: is no JSON." in capsys.readouterr().err
    with pytest.raises(CommandError, match="There is no file"):
        call_command("classifier", "import-labels", "/nowhere", "--source", "x", "--reason", "shared with us")
    with pytest.raises(CommandError, match="must say why"):
        call_command("classifier", "import-labels", str(file), "--source", "x", "--reason", " ")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("classifier", "export-labels", "/nowhere/labels.jsonl")
