"""Content that a person found honest: no automatic act holds or unlists it again in the hands of the same owner.

Content is what a document says, whatever it is called: neither name nor version, neither files nor account are part
of it, and neither are case and blanks.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from classifier.models import Score
from index.models import Project, Release, Role
from moderation.models import ExemptContent

_TEXTS = ("summary", "description", "keywords", "license")
_LISTS = ("classifiers", "links", "requires_dist")


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal of what a document (`Document.to_json`) says; empty where it says nothing."""
    said: list[object] = [_plain(document.get(field) or "") for field in _TEXTS]
    said += [_plain_list(document.get(field) or ()) for field in _LISTS]
    if not any(said):
        return ""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_exempt(project: Project, document: Mapping[str, Any]) -> bool:
    """Whether a person found this content honest when it was of one of the project's owners."""
    owners = Role.objects.filter(project=project, kind=Role.Kind.OWNER).values("user")
    return ExemptContent.objects.filter(account__in=owners, digest=digest_of(document)).exists()


def is_exempt_release(release: Release) -> bool:
    """The same of a release, by what its current score has read; one that is not scored yet is not exempt."""
    score = Score.objects.filter(release=release, is_current=True).select_related("release__project").first()
    return score is not None and is_exempt(score.release.project, score.document)


def exempt(*, project: Project, digest: str, now: datetime) -> list[int]:
    """Exempt the content for each owner of the project; the ids of the rows that are new. No digest: no content."""
    owners = Role.objects.filter(project=project, kind=Role.Kind.OWNER).values_list("user_id", flat=True)
    if not digest:
        return []
    made = [
        ExemptContent.objects.get_or_create(account_id=owner, digest=digest, defaults={"exempted_at": now})
        for owner in owners
    ]
    return [row.pk for row, is_new in made if is_new]


def withdraw(ids: Collection[int]) -> None:
    """What `exempt` did is undone."""
    ExemptContent.objects.filter(pk__in=ids).delete()


def _plain(value: object) -> str:
    return " ".join(str(value).casefold().split())


def _plain_list(values: Collection[object]) -> list[str]:
    """Sorted: in what order a build tool writes them down says nothing."""
    plain = [
        _plain(" ".join(map(str, value)) if isinstance(value, list | tuple) else value) for value in values
    ]
    return sorted(plain)
