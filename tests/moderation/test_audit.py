"""The audit: rows that the database keeps as they are."""

import pytest
from django.db import DatabaseError, connection, transaction

from moderation import audit
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
