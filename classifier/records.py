"""Files of upload records: one JSON object a line, core metadata in JSON with a label and a campaign."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from classifier.documents import Document

if TYPE_CHECKING:
    from classifier.model import Model

_LABELS: Final = {"spam": True, "ham": False, None: None}
_BATCH: Final = 500


class RecordsUnusable(Exception):  # noqa: N818 - named after what happened
    """The file cannot be used. The message says which line and why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `is_spam`: its label, None without one. `campaign`: or, for honest ones, the kind of project."""

    document: Document
    is_spam: bool | None
    campaign: str


def read(path: Path) -> Iterator[Record]:
    """The records of a file; empty lines are passed over.

    :raises RecordsUnusable: naming the first line that is no record.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _record(line, f"Line {number} of {path}")
    except OSError as exc:
        raise RecordsUnusable(f"{path} cannot be read: {exc.strerror}.") from exc
    except UnicodeDecodeError as exc:
        raise RecordsUnusable(f"{path} is not UTF-8 text.") from exc


def _record(line: str, place: str) -> Record:
    try:
        values = json.loads(line)
    except ValueError as exc:
        raise RecordsUnusable(f"{place} is no JSON object: {exc}") from exc
    if not isinstance(values, dict):
        raise RecordsUnusable(f"{place} is no JSON object.")
    label = values.get("label")
    if not (label is None or isinstance(label, str)) or label not in _LABELS:
        raise RecordsUnusable(f"{place} has a label that is neither spam nor ham.")
    try:
        document = Document.from_record(values)
    except ValueError as exc:
        raise RecordsUnusable(f"{place}: {exc}") from exc
    is_spam = _LABELS[label]
    campaign = values.get("campaign") or ("spam" if is_spam else "honest")
    return Record(document, is_spam, str(campaign))


def score_lines(model: "Model", documents: Sequence[Document]) -> Iterable[str]:
    """One JSON object a document: name, version, probability, and the five strongest reasons for and against."""
    from classifier import explain

    for start in range(0, len(documents), _BATCH):
        batch = documents[start : start + _BATCH]
        for document, probability in zip(batch, model.probabilities(batch), strict=True):
            line = {
                "name": document.name,
                "version": document.version,
                "probability": float(probability),
                "reasons": [reason.as_dict() for reason in explain.reasons(model, document)],
            }
            yield json.dumps(line, ensure_ascii=False)
