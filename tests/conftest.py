"""What every test has."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from index.simple import published

# What tests that commit are cleared up by, and what the database would refuse of it.
EMPTIES_AUDIT = ('DELETE FROM "moderation_auditentry"', "TRUNCATE")


def _let_django_empty_the_audit(execute, sql, params, many, context):
    """Django empties all tables after a test that commits; the audit's triggers stand aside for that alone."""
    if not (sql.startswith(EMPTIES_AUDIT) and '"moderation_auditentry"' in sql and sql.endswith(";")):
        return execute(sql, params, many, context)
    cursor = context["cursor"].cursor
    if context["connection"].vendor == "postgresql":
        aside, back = (
            f"ALTER TABLE moderation_auditentry {act} TRIGGER USER" for act in ("DISABLE", "ENABLE")
        )
    else:
        aside = "DROP TRIGGER keep_audit_delete"
        [(back,)] = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'keep_audit_delete'")
    cursor.execute(aside)
    try:
        return execute(sql, params, many, context)
    finally:
        cursor.execute(back)


@receiver(connection_created)
def _watch_what_is_executed(connection, **_signal):
    if _let_django_empty_the_audit not in connection.execute_wrappers:
        connection.execute_wrappers.append(_let_django_empty_the_audit)


@pytest.fixture(autouse=True)
def _fresh_copies():
    """Rate limits are counted in the cache, pages are published in a folder; no test inherits another's."""
    cache.clear()
    published.withdraw_all()


@pytest.fixture
def now():
    return datetime(2026, 2, 17, 19, 22, tzinfo=UTC)
