"""Names that nobody may register: prohibiting them, allowing them again, what they fit. No project is touched."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from index import name_patterns
from index.distributions import names
from index.models import ProhibitedName, Project

EXAMPLES = 10
_AT_ONCE = 2_000  # names held in memory while they are compared


class AlreadyProhibited(Exception):  # noqa: N818 - named after what happened
    """The name or the pattern is on the list; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Existing projects that a name or a pattern fits, removed ones included: how many, and the first few names."""

    count: int
    examples: tuple[str, ...]


def prohibit(*, text: str, reason: str, actor: str, now: datetime) -> ProhibitedName:
    """Close a name, or with `*` all names that fit the pattern, to new projects.

    :raises name_patterns.NotAPattern: where it is neither.
    :raises AlreadyProhibited: where it is on the list.
    """
    spelt = name_patterns.normalize(text)
    try:
        with transaction.atomic():
            return ProhibitedName.objects.create(
                normalized_name=spelt,
                is_pattern=name_patterns.is_pattern(spelt),
                reason=reason,
                prohibited_by=actor,
                created_at=now,
            )
    except IntegrityError as exc:
        if not ProhibitedName.objects.filter(normalized_name=spelt).exists():
            raise
        raise AlreadyProhibited(f"{spelt} is prohibited already; nothing was changed.") from exc


def allow(*, prohibited: ProhibitedName) -> bool:
    """Take it off the list; False where somebody did before."""
    deleted, _ = ProhibitedName.objects.filter(pk=prohibited.pk).delete()
    return bool(deleted)


def is_prohibited(name: str) -> bool:
    """Whether a normalized name is closed: as a module of Python's own, by itself, or by a pattern."""
    if names.is_standard_library(name) or ProhibitedName.objects.filter(normalized_name=name).exists():
        return True
    patterns = ProhibitedName.objects.filter(is_pattern=True).values_list("normalized_name", flat=True)
    return any(name_patterns.matches(pattern, name) for pattern in patterns.iterator())


def fitting(text: str) -> Fitting:
    """The existing projects that it fits: one walk over the names that the database finds near.

    :raises name_patterns.NotAPattern: where it is neither a name nor a pattern.
    """
    spelt = name_patterns.normalize(text)
    if not name_patterns.is_pattern(spelt):
        known = Project.objects.filter(normalized_name=spelt).values_list("name", flat=True)
        return Fitting(len(known), tuple(known))
    count, examples = 0, []
    for name in _near(spelt).order_by("normalized_name").iterator(chunk_size=_AT_ONCE):
        if name_patterns.matches(spelt, name):
            count += 1
            examples += [name] if count <= EXAMPLES else []
    return Fitting(count, tuple(examples))


def _near(pattern: str) -> QuerySet[Project, str]:
    """Names that hold every part of the pattern, in whatever order."""
    first, *middle, last = name_patterns.parts(pattern)
    near = Project.objects.filter(normalized_name__startswith=first, normalized_name__endswith=last)
    holding = reduce(lambda rows, part: rows.filter(normalized_name__contains=part), middle, near)
    return holding.values_list("normalized_name", flat=True)
