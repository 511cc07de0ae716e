"""Answering a query.

Relevance goes by tiers: the project of that very name, names that hold the words, then names, summaries and keywords
that have them, then descriptions. A tier is asked only where those above leave room, and ranks only its newest
matches, so a word that half the projects have costs no more than a rare one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.models import Project, SearchEntry
from index.search.backend import Where
from index.search.entries import backend
from index.search.query import Query
from index.search.words import classifier_key

MAX_RESULTS = 500
RANKED = 1000  # newest matches of a tier that are compared with one another
COUNTED = 10_000
SUGGESTIONS = 5

_CANDIDATES = 30
_SIMILAR_ENOUGH = 0.72


@dataclass(frozen=True, slots=True)
class Found:
    """Projects in their order, `MAX_RESULTS` at most."""

    project_ids: list[int]
    count: int
    there_are_more: bool = (
        False  # then `count` is the least there are: it ends at `COUNTED`, and names are left out
    )


def find(query: Query) -> Found:
    """What the entries say, decided by the projects' own rows: a stale entry shows no hidden project."""
    if query.is_empty or (query.text and not query.words):
        return Found([], 0)  # nothing that could be looked for
    entry_ids = _newest(query) if query.newest_first or not query.words else _most_relevant(query)
    project_of = dict(SearchEntry.objects.filter(pk__in=entry_ids).values_list("id", "project_id"))
    listed = set(Project.objects.listed().filter(pk__in=project_of.values()).values_list("id", flat=True))
    project_ids = [project_of[pk] for pk in entry_ids if project_of.get(pk) in listed]
    if len(entry_ids) < MAX_RESULTS:
        return Found(project_ids, len(project_ids))
    count = backend().count(query.words, _keys(query), COUNTED)
    return Found(project_ids, max(count, len(project_ids)), there_are_more=True)


def similar_names(query: Query) -> list[str]:
    """Listed projects whose name is nearly what was asked for: `did you mean`."""
    wanted = "-".join(query.words)
    likest = {name: _likeness(wanted, name) for name in backend().similar(wanted, _CANDIDATES)}
    near = [name for name, likeness in likest.items() if likeness >= _SIMILAR_ENOUGH and name != wanted]
    listed = set(
        Project.objects.listed().filter(normalized_name__in=near).values_list("normalized_name", flat=True)
    )
    return sorted(listed, key=lambda name: (-likest[name], name))[:SUGGESTIONS]


def _likeness(wanted: str, name: str) -> float:
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio()


def _newest(query: Query) -> list[int]:
    keys = _keys(query)
    found = set(backend().newest(query.words, keys, Where.ANYWHERE, MAX_RESULTS))
    if query.words:
        found |= {pk for pk, _ in backend().named(query.words, keys, MAX_RESULTS)}
    return sorted(found, reverse=True)[:MAX_RESULTS]


def _most_relevant(query: Query) -> list[int]:
    found: dict[int, None] = {}
    for tier in _tiers(query):
        found |= dict.fromkeys(tier)
        if len(found) >= MAX_RESULTS:
            break
    return list(found)[:MAX_RESULTS]


def _tiers(query: Query) -> Iterator[list[int]]:
    keys = _keys(query)
    if not keys:
        yield list(SearchEntry.objects.filter(name__in=query.names).values_list("id", flat=True))
    yield _by_name(query, backend().named(query.words, keys, RANKED))
    for where in Where:
        yield backend().best(query.words, keys, where, RANKED, MAX_RESULTS)


def _by_name(query: Query, named: list[tuple[int, str]]) -> list[int]:
    """Names that begin with what was asked for, then short names, then new ones; that very name is both."""
    beginnings = tuple(query.names)
    ranked = sorted((not name.startswith(beginnings), len(name), -pk) for pk, name in named)
    return [-key for *_, key in ranked]


def _keys(query: Query) -> list[int]:
    return list(map(classifier_key, query.classifiers))
