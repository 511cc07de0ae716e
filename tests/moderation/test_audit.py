"""The audit: rows that the database keeps as they are."""

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from moderation import audit
from moderation.audit import export
from moderation.models import AuditEntry
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def record(**fields):
    told = {"actor": "ada", "action": "flag on", "subject": "read-only", "reason": "a wave", "now": NOW}
    return audit.record(**(told | fields))


def assert_kept(act):
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError, match="never changed and never deleted"), transaction.atomic():
        act()
    assert list(AuditEntry.objects.values()) == before


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_change_a_row():
    entry = record()
    entry.reason = "nothing happened"
    assert_kept(entry.save)
    assert_kept(lambda: execute("UPDATE moderation_auditentry SET actor = 'bob'"))


def test_the_database_refuses_to_delete_a_row():
    entry = record()
    assert_kept(entry.delete)
    assert_kept(AuditEntry.objects.all().delete)
    assert_kept(lambda: execute("DELETE FROM moderation_auditentry"))


def test_the_database_refuses_to_empty_the_table():
    record()
    verb = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    assert_kept(lambda: execute(f"{verb} moderation_auditentry"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", ["first", "again"])
def test_a_test_that_commits_leaves_nothing_behind_and_the_rows_are_still_kept(_time):
    assert not AuditEntry.objects.exists()
    assert_kept(record().delete)


# The page and the files

PAGE = "/moderation/audit/"


def text(client, path):
    return client.get(path).getvalue().decode()


def test_entries_read_as_sentences_with_what_changed(client, ada):
    record(before={"enabled": False, "notice": ""}, after={"enabled": True, "notice": ""})
    record(action="freeze", subject="ann", reason="<script>")
    record(action="flag on", after={"expires_at": (NOW + timedelta(hours=2)).isoformat()})
    page = text(client, PAGE)
    assert "ada turned on “Read only”" in page
    assert "<dt>enabled</dt><dd><bdi>no</bdi> → <bdi>yes</bdi></dd>" in page
    assert "<dt>notice</dt>" not in page, "only what changed"
    assert "2026-02-17 21:22 UTC" in page
    assert "ada froze the account ann" in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("actor=bob", {"ann"}),
        ("action=freeze", {"ann", "eve"}),
        ("subject=eve", {"eve"}),
        ("day=2026-02-17", {"read-only", "ann"}),
        ("day=2026-02-18&action=freeze", {"eve"}),
        ("actor=nobody", set()),
    ],
)
def test_filters_narrow_page_and_files_alike(client, ada, query, subjects):
    record()
    record(actor="bob", action="freeze", subject="ann")
    record(action="freeze", subject="eve", now=NOW + timedelta(days=1))
    rows = [json.loads(line) for line in text(client, f"{PAGE}audit.jsonl?{query}").splitlines()]
    assert {row["subject"] for row in rows} == subjects
    assert text(client, f"{PAGE}?{query}").count("<time") == len(subjects)


@pytest.mark.parametrize("path", ["", "audit.csv", "audit.jsonl"])
@pytest.mark.parametrize("query", ["day=yesterday", "before=x", "before=99999999999999999999", "actor=%00"])
def test_a_filter_that_cannot_be_read_is_a_bad_request(client, ada, path, query):
    answer = client.get(f"{PAGE}{path}?{query}")
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


def test_pages_follow_one_another_without_gaps_while_entries_are_added(client, ada):
    for number in range(120):
        record(subject=f"user{number:03}")
    seen, path = [], f"{PAGE}?actor=ada"
    while path:
        page = text(client, path)
        seen += re.findall(r"user\d{3}", page)
        record(subject="later")
        following = re.search(r'href="(\?[^"]*before=\d+)"', page)
        path = PAGE + html.unescape(following[1]) if following else None
    assert seen == [f"user{number:03}" for number in reversed(range(120))]


def test_a_spreadsheet_runs_nothing_of_the_file(client, ada):
    record(actor="=1+1", subject="@x", reason='=HYPERLINK("http://evil.example")', after={"a": "=1"})
    answer = client.get(f"{PAGE}audit.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    header, row = csv.reader(io.StringIO(answer.getvalue().decode()))
    told = dict(zip(header, row, strict=True))
    assert told["actor"] == "'=1+1"
    assert told["subject"] == "'@x"
    assert told["reason"] == '\'=HYPERLINK("http://evil.example")'
    assert not [cell for cell in row if cell.startswith(export.FORMULA_STARTS)]


def test_json_lines_tell_all_of_an_entry(client, ada):
    entry = record(before={"enabled": False}, after={"enabled": True})
    assert json.loads(text(client, f"{PAGE}audit.jsonl")) == {
        "id": entry.pk,
        "at": NOW.isoformat(),
        "actor": "ada",
        "action": "flag on",
        "subject": "read-only",
        "reason": "a wave",
        "before": {"enabled": False},
        "after": {"enabled": True},
    }


def test_the_files_are_streamed(client, ada):
    record()
    assert client.get(f"{PAGE}audit.csv").streaming
    assert client.get(f"{PAGE}audit.jsonl").streaming
