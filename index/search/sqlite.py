"""Search in SQLite: FTS5 tables over the columns of the entries, which triggers keep in step."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from index.search.backend import Backend, Document, Where

_COLUMNS = {Where.SUMMARY: "{names summary}", Where.ANYWHERE: "{names summary description}"}
_WEIGHTS = "10.0, 4.0, 1.0, 0.0"  # names, summary, description, classifiers
_LETTERS = 3  # of a trigram


class SqliteBackend(Backend):
    def take_turn(self) -> None:
        """A transaction that writes has its turn: SQLite gives it to one at a time."""

    def add(self, document: Document) -> None:
        # Ids are the second of the release, or the next that is free.
        sql = """
            INSERT INTO index_searchentry (id, project_id, name, names, summary, description, classifiers)
            SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM index_searchentry WHERE id = %s) THEN %s ELSE (
                SELECT min(id) + 1 FROM index_searchentry AS taken WHERE id >= %s
                AND NOT EXISTS (SELECT 1 FROM index_searchentry WHERE id = taken.id + 1)
            ) END, %s, %s, %s, %s, %s, %s
        """
        keys = " ".join(map(_classifier_word, document.classifiers))
        with connection.cursor() as cursor:
            cursor.execute(
                sql,
                [
                    *([document.second] * 3),
                    document.project_id,
                    document.name,
                    document.names,
                    document.summary,
                    document.description,
                    keys,
                ],
            )

    def named(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> list[tuple[int, str]]:
        long = [word for word in words if len(word) >= _LETTERS]
        conditions = ["instr(name, %s)"] * len(words)
        values: list[object] = [*words]
        if long:
            conditions.append(
                "id IN (SELECT rowid FROM index_search_names WHERE index_search_names MATCH %s)"
            )
            values.append(_all(long))
        else:
            # Too short for groups of three letters; a name begins with it then.
            conditions.append("name >= %s AND name < %s")
            values += [words[0], words[0] + "\N{RIGHT CURLY BRACKET}"]
        if classifiers:
            conditions.append("id IN (SELECT rowid FROM index_search_text WHERE index_search_text MATCH %s)")
            values.append(_match((), classifiers, Where.ANYWHERE))
        sql = f"SELECT id, name FROM index_searchentry WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT %s"
        return _rows(sql, [*values, limit])

    def newest(self, words: Sequence[str], classifiers: Sequence[int], where: Where, limit: int) -> list[int]:
        if not (words or classifiers):
            return _ids("SELECT id FROM index_searchentry ORDER BY id DESC LIMIT %s", [limit])
        sql = """
            SELECT rowid FROM index_search_text WHERE index_search_text MATCH %s ORDER BY rowid DESC LIMIT %s
        """
        return _ids(sql, [_match(words, classifiers, where), limit])

    def best(
        self, words: Sequence[str], classifiers: Sequence[int], where: Where, among: int, limit: int
    ) -> list[int]:
        sql = f"""
            SELECT id FROM (
                SELECT rowid AS id, bm25(index_search_text, {_WEIGHTS}) AS badness FROM index_search_text
                WHERE index_search_text MATCH %s ORDER BY rowid DESC LIMIT %s
            ) ORDER BY badness, id DESC LIMIT %s
        """
        return _ids(sql, [_match(words, classifiers, where), among, limit])

    def count(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> int:
        if not (words or classifiers):
            return _ids("SELECT count(*) FROM (SELECT 1 FROM index_searchentry LIMIT %s)", [limit])[0]
        sql = """
            SELECT count(*) FROM (
                SELECT 1 FROM index_search_text WHERE index_search_text MATCH %s LIMIT %s
            )
        """
        return _ids(sql, [_match(words, classifiers, Where.ANYWHERE), limit])[0]

    def similar(self, name: str, limit: int) -> list[str]:
        groups = [name[start : start + _LETTERS] for start in range(len(name) - _LETTERS + 1)]
        if not groups:
            return []
        sql = """
            SELECT name FROM index_searchentry JOIN (
                SELECT rowid, rank FROM index_search_names WHERE index_search_names MATCH %s
                ORDER BY rank LIMIT %s
            ) AS likest ON id = likest.rowid ORDER BY likest.rank
        """
        return [row[0] for row in _rows(sql, [" OR ".join(map(_quoted, dict.fromkeys(groups))), limit])]


def _match(words: Sequence[str], classifiers: Sequence[int], where: Where) -> str:
    parts = [f"{_COLUMNS[where]} : ({_all(words)})"] if words else []
    if classifiers:
        parts.append(f"classifiers : ({_all(map(_classifier_word, classifiers))})")
    return " AND ".join(parts)


def _all(words: Iterable[str]) -> str:
    return " AND ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    escaped = word.replace('"', '""')
    return f'"{escaped}"'


def _classifier_word(key: int) -> str:
    return f"c{key:x}"


def _rows(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _ids(sql: str, values: list[Any]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]
