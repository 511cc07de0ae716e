"""Search in PostgreSQL: text search vectors with GIN, names by groups of three letters."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from index.search.backend import Backend, Document, Where

# Names the lock; any number that no other lock of this database has.
_LOCK = 0x736561726368
_VECTOR = {Where.SUMMARY: "title", Where.ANYWHERE: "document"}
_WEIGHTS = "{0, 0.1, 0.4, 1.0}"  # of D, C, B, A
_LETTERS = 3  # of a trigram


class PostgresqlBackend(Backend):
    def take_turn(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def add(self, document: Document) -> None:
        # Ids are the second of the release, or the next that is free.
        sql = """
            INSERT INTO index_searchentry (id, project_id, name, title, document, classifiers)
            SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM index_searchentry WHERE id = %(second)s) THEN %(second)s
                ELSE (
                    SELECT min(id) + 1 FROM index_searchentry AS taken WHERE id >= %(second)s
                    AND NOT EXISTS (SELECT 1 FROM index_searchentry WHERE id = taken.id + 1)
                ) END,
                %(project_id)s, %(name)s, title,
                title || setweight(to_tsvector('gatehouse', %(description)s), 'C'), %(classifiers)s::bigint[]
            FROM (
                SELECT setweight(to_tsvector('gatehouse', %(names)s), 'A')
                    || setweight(to_tsvector('gatehouse', %(summary)s), 'B') AS title
            ) AS made
        """
        values = {field: getattr(document, field) for field in Document.__slots__}
        with connection.cursor() as cursor:
            cursor.execute(sql, values | {"classifiers": list(document.classifiers)})

    def named(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> list[tuple[int, str]]:
        # Words hold no wildcard. Where all are too short for groups of three letters, a name begins with the first.
        patterns = [f"%{word}%" for word in words]
        if all(len(word) < _LETTERS for word in words):
            patterns.append(f"{words[0]}%")
        conditions = ["name LIKE %s"] * len(patterns)
        values: list[Any] = [*patterns]
        if classifiers:
            conditions.append("classifiers @> %s::bigint[]")
            values.append(list(classifiers))
        sql = f"SELECT id, name FROM index_searchentry WHERE {' AND '.join(conditions)} ORDER BY id + 0 DESC LIMIT %s"
        return _rows(sql, [*values, limit])

    def newest(self, words: Sequence[str], classifiers: Sequence[int], where: Where, limit: int) -> list[int]:
        return _ids(*_newest(words, classifiers, where, limit))

    def best(
        self, words: Sequence[str], classifiers: Sequence[int], where: Where, among: int, limit: int
    ) -> list[int]:
        candidates, values = _newest(words, classifiers, where, among)
        sql = f"""
            SELECT id FROM index_searchentry WHERE id IN ({candidates})
            ORDER BY ts_rank(%s, {_VECTOR[where]}, plainto_tsquery('gatehouse', %s), 1) DESC, id DESC LIMIT %s
        """
        return _ids(sql, [*values, _WEIGHTS, " ".join(words), limit])

    def count(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> int:
        condition, values = _condition(words, classifiers, Where.ANYWHERE)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM index_searchentry WHERE {condition} LIMIT %s) AS counted"
        return _ids(sql, [*values, limit])[0]

    def similar(self, name: str, limit: int) -> list[str]:
        sql = """
            SELECT name FROM index_searchentry WHERE name %% %s ORDER BY similarity(name, %s) DESC, name LIMIT %s
        """
        return [row[0] for row in _rows(sql, [name, name, limit])]


def _condition(words: Sequence[str], classifiers: Sequence[int], where: Where) -> tuple[str, list[Any]]:
    conditions = ["TRUE"]
    values: list[Any] = []
    if words:
        conditions.append(f"{_VECTOR[where]} @@ plainto_tsquery('gatehouse', %s)")
        values.append(" ".join(words))
    if classifiers:
        conditions.append("classifiers @> %s::bigint[]")
        values.append(list(classifiers))
    return " AND ".join(conditions), values


def _newest(
    words: Sequence[str], classifiers: Sequence[int], where: Where, limit: int
) -> tuple[str, list[Any]]:
    condition, values = _condition(words, classifiers, where)
    # With words, the sum keeps the planner from walking entries by date in the belief that it will soon have found
    # enough: each look at a document costs more than it thinks.
    order = "id + 0" if words else "id"
    return f"SELECT id FROM index_searchentry WHERE {condition} ORDER BY {order} DESC LIMIT %s", [
        *values,
        limit,
    ]


def _rows(sql: str, values: list[Any]) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        # A scan of the table reads every document, which lies outside its row and costs more than the planner thinks.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        cursor.execute(sql, values)
        return cursor.fetchall()


def _ids(sql: str, values: list[Any]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]
