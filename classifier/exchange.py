"""Labels as files, so that indexes can share what they learned: one JSON object a line; `docs/model.md` is the format.

A file names no person: who decided, and which account published, stay here.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from accounts import hooks
from classifier import labels, similarity
from classifier.documents import Document
from classifier.models import Label, LabelImport
from classifier.signatures import signature_of

FORMAT: Final = 1
LINE_CHARS: Final = 2_000_000
_VERDICTS: Final = {"spam": True, "not spam": False}
_NAME_CHARS: Final = 100
_BATCH: Final = 500


class ImportRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing was imported. `problems`: a sentence for each bad line, which names it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(
            f"{len(problems)} bad line{'' if len(problems) == 1 else 's'}; nothing was imported."
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Line:
    """One label as a file has it."""

    document: dict[str, Any]
    is_spam: bool
    labelled_at: datetime
    source: str

    @property
    def fingerprint(self) -> str:
        return labels.fingerprint(self.document, is_spam=self.is_spam)


def export(source: str) -> Iterator[str]:
    """A line for each of our own labels in force, oldest first. What was imported is left to whom it came from.

    :param source: how we call ourselves, such as our host name.
    """
    own = Label.objects.in_force().filter(source="").order_by("id")
    for label in own.iterator(_BATCH):
        line = {
            "format": FORMAT,
            "verdict": "spam" if label.is_spam else "not spam",
            "labelled_at": label.labelled_at.isoformat(),
            "source": source,
            "document": label.document,
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def import_labels(
    lines: Iterable[str], *, source: str, actor: str, reason: str, now: datetime
) -> LabelImport:
    """Take in the labels of another index: all of the file, or nothing.

    A label that is here already, our own or imported, is not taken in again.

    :param source: whose they are, where a line does not say it itself.
    :raises ImportRefused: naming each bad line.
    """
    read, problems = [], []
    for number, text in enumerate(lines, start=1):
        try:
            if text.strip():
                read.append(_parsed(text, source, now))
        except ValueError as exc:
            problems.append(f"Line {number}: {exc}")
    if problems:
        raise ImportRefused(problems)
    with transaction.atomic():
        new = _unknown(read)
        for start in range(0, len(new), _BATCH):
            _add(new[start : start + _BATCH], actor)
        row = LabelImport.objects.create(
            source=source,
            imported_by=actor,
            reason=reason,
            added=len(new),
            known=len(read) - len(new),
            imported_at=now,
        )
        hooks.announce("AFTER_LABEL_IMPORT", row.pk)
    return row


def _parsed(text: str, source: str, now: datetime) -> Line:
    """:raises ValueError: saying what is wrong with the line."""
    if len(text) > LINE_CHARS:
        raise ValueError(f"is longer than {LINE_CHARS:,} characters.")
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is no JSON.") from None
    if not isinstance(line, dict):
        raise ValueError("is no JSON object.")
    if line.get("format") != FORMAT:
        raise ValueError(f"has format {line.get('format')!r:.20}, this release reads {FORMAT}.")
    if not isinstance(line.get("verdict"), str) or line["verdict"] not in _VERDICTS:
        raise ValueError(f'has verdict {line.get("verdict")!r:.20}, which is neither "spam" nor "not spam".')
    return Line(
        document=_document(line.get("document")),
        is_spam=_VERDICTS[line["verdict"]],
        labelled_at=_moment(line.get("labelled_at"), now),
        source=_source(line.get("source", source)),
    )


def _document(stored: object) -> dict[str, Any]:
    """As this release stores it, so that what only a newer one knows does not come in."""
    if not isinstance(stored, dict):
        raise ValueError("has no document, which is an object.")
    try:
        document = Document.from_json(stored)
        kept = document.to_json()
        text = json.dumps(kept, ensure_ascii=False, allow_nan=False)
        text.encode()  # half of a surrogate pair is no character
    except ValueError as exc:
        raise ValueError(f"has a document that cannot be read: {exc!s:.200}.") from None
    if "\\u0000" in text:
        raise ValueError("has a document with a NUL character.")
    if len(document.name) > _NAME_CHARS:
        raise ValueError("has a document whose name is too long.")
    return kept


def _moment(value: object, now: datetime) -> datetime:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or not is_aware(moment):
        raise ValueError(
            "has no labelled_at, which is a time with its zone such as 2026-02-17T19:22:00+00:00."
        )
    if moment > now:
        raise ValueError("was labelled in the future.")
    return moment


def _source(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 100 or not value.isprintable():  # noqa: PLR2004
        raise ValueError("has a source that is no text of 1 to 100 characters.")
    return value.strip()


def _unknown(read: list[Line]) -> list[Line]:
    """Those that no label here says, each once."""
    by_print = {line.fingerprint: line for line in reversed(read)}
    prints = list(by_print)
    for start in range(0, len(prints), _BATCH):
        here = Label.objects.filter(fingerprint__in=prints[start : start + _BATCH])
        for known in here.values_list("fingerprint", flat=True):
            by_print.pop(known, None)
    return list(by_print.values())[::-1]


def _add(lines: list[Line], actor: str) -> None:
    rows = [
        Label(
            is_spam=line.is_spam,
            document=line.document,
            project_name=line.document["name"],
            version=line.document["version"][:100],
            labelled_by=actor,
            labelled_at=line.labelled_at,
            source=line.source,
            fingerprint=line.fingerprint,
            signature=signature_of(Document.from_json(line.document)),
        )
        for line in lines
    ]
    Label.objects.bulk_create(rows)
    similarity.remember_labels(rows)
