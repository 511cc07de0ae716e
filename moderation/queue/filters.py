"""The queue in its two modes, narrowed by traits: which cases are on a page, by walks along an index alone.

All traits but the owner are rows of `CaseTrait`, which hold the rank of their case; an owner's projects are found by
the index of roles. Pages begin after a place, so that the hundredth costs what the first does.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.http import urlencode

from index.models import Role
from moderation.models import Case, CaseTrait, Report

PAGE_SIZE: Final = 10
COUNTED: Final = 1_000  # beyond it a count is told as "more"
MAX_TRAITS: Final = 4
_COMPARED: Final = 1_000  # how far traits are counted, to begin with the rarest
OWNER: Final = "owner"


class Mode(StrEnum):
    CLEAN = "clean"
    LEARN = "learn"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the rank (harm or margin) and the id of its last case."""

    rank: float
    pk: int

    def __str__(self) -> str:
        return f"{self.rank!r},{self.pk}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for anything else than `str` makes."""
        rank, _, pk = text.partition(",")
        try:
            return cls(float(rank), int(pk))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a moderator looks at: a mode, and traits as (kind, value); `owner` is one of the kinds."""

    mode: Mode = Mode.CLEAN
    traits: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """From the query of an address; what is not known there is passed over."""
        mode = Mode.LEARN if query.get("mode") == Mode.LEARN else Mode.CLEAN
        known = (*CaseTrait.Kind.values, OWNER)
        traits = [
            (kind, value)
            for kind in known
            for value in dict.fromkeys(query.getlist(kind))
            if value and "\0" not in value
        ]
        return cls(mode, tuple(traits[:MAX_TRAITS]))

    def narrowed(self, kind: str, value: str) -> Self:
        """By one trait more; beyond `MAX_TRAITS` by that alone."""
        traits = (*(trait for trait in self.traits if trait != (kind, value)), (kind, value))
        return type(self)(self.mode, traits if len(traits) <= MAX_TRAITS else traits[-1:])

    def query(self, *, without: tuple[str, str] | None = None, **more: str) -> str:
        """The query that `read` understands."""
        traits = [trait for trait in self.traits if trait != without]
        mode = [("mode", self.mode)] if self.mode != Mode.CLEAN else []
        return urlencode([*mode, *traits, *more.items()])

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What it is narrowed by, in words: kind, value, and the query that takes it away."""
        return [
            (kind_in_words(kind), value_in_words(kind, value), self.query(without=(kind, value)))
            for kind, value in self.traits
        ]

    @property
    def clean_query(self) -> str:
        return type(self)(Mode.CLEAN, self.traits).query()

    @property
    def learn_query(self) -> str:
        return type(self)(Mode.LEARN, self.traits).query()

    @property
    def is_learning(self) -> bool:
        return self.mode == Mode.LEARN


def kind_in_words(kind: str) -> str:
    return "Owned by" if kind == OWNER else CaseTrait.Kind(kind).label


def value_in_words(kind: str, value: str) -> str:
    if kind == CaseTrait.Kind.REPORT and value in Report.Category.values:
        return Report.Category(value).label.lower()
    return f"the same ({value[:8]})" if kind == CaseTrait.Kind.TEXT else value


def page_of(chosen: Chosen, after: Place | None) -> tuple[list[int], Place | None]:
    """Ids of the cases of a page, in order, and where the next one begins; None: there is none."""
    rows = list(_ranked(chosen, after)[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    more = Place(*shown[-1]) if len(rows) > PAGE_SIZE else None
    return [pk for _, pk in shown], more


def count(chosen: Chosen) -> tuple[int, bool]:
    """How many cases there are, and whether there are more than were counted."""
    found = _ranked(chosen, None).order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found > COUNTED


def _ranked(chosen: Chosen, after: Place | None) -> QuerySet:
    """(rank, id of case), in order."""
    field = "margin" if chosen.is_learning else "harm"
    rows, others = _source(chosen)
    for number, trait in enumerate(others):
        # Not Exists: PostgreSQL would read all that have the trait, and hash them, for the few of a page.
        has = Subquery(CaseTrait.objects.filter(_is(trait), case=OuterRef("case_pk")).values("pk")[:1])
        rows = rows.alias(**{f"has_{number}": has}).filter(**{f"has_{number}__isnull": False})
    rows = rows.filter(**{f"{field}__isnull": False})
    if after:
        rows = rows.filter(_beyond(field, after, is_rising=chosen.is_learning))
    order = F(field).asc() if chosen.is_learning else F(field).desc()
    return rows.order_by(order, "case_pk").values_list(field, "case_pk")


def _source(chosen: Chosen) -> tuple[QuerySet, list[tuple[str, str]]]:
    """What is walked, with `case_pk`, and the traits that it does not speak of.

    With traits it is the rows of the rarest: the walk then passes the fewest that have not the others.
    """
    traits = [trait for trait in chosen.traits if trait[0] != OWNER]
    rows: QuerySet[Any]
    if traits:
        first = min(traits, key=_how_common) if len(traits) > 1 else traits[0]
        rows = CaseTrait.objects.filter(_is(first), harm__isnull=False).annotate(case_pk=F("case_id"))
        prefix = "case__"
    else:
        first, rows, prefix = None, Case.objects.annotate(case_pk=F("id")), ""
    rows = rows.filter(**{f"{prefix}settled_at": None})
    if not chosen.is_learning:
        # Their place would tell their score.
        rows = rows.filter(**{f"{prefix}is_sample": False})
    for kind, username in chosen.traits:
        if kind == OWNER:
            owned = Role.objects.filter(user__username=username, kind=Role.Kind.OWNER)
            rows = rows.filter(**{f"{prefix}project__in": owned.values("project")})
    return rows, [trait for trait in traits if trait != first]


def _is(trait: tuple[str, str]) -> Q:
    kind, value = trait
    return Q(kind=kind, value=value)


def _how_common(trait: tuple[str, str]) -> int:
    return CaseTrait.objects.filter(_is(trait), harm__isnull=False)[:_COMPARED].count()


def _beyond(field: str, after: Place, *, is_rising: bool) -> Q:
    """Written so that an index on (field, id) begins at the place."""
    side = "gt" if is_rising else "lt"
    there, past = Q((f"{field}__{side}e", after.rank)), Q((f"{field}__{side}", after.rank))
    return there & (past | Q(case_pk__gt=after.pk))
