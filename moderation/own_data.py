"""What moderation holds about a person, for `accounts.leaving.data_export`: what they said and were answered.

What the staff notes for itself, and what others said in confidence, is not theirs to read.
"""

from collections.abc import Iterator

from django.db.models import F

from accounts.leaving.data_export import CHUNK, Section
from moderation.models import AccountVerdict, Appeal, Report, StaffToken


def sections(user_id: int) -> Iterator[Section]:
    yield "reports", _reports(user_id)
    yield "appeals", _appeals(user_id)
    decided = AccountVerdict.objects.filter(account=user_id).order_by("id")
    yield "decisions", decided.values("decision", "decided_at", "undone_at").iterator(chunk_size=CHUNK)
    tokens = StaffToken.objects.filter(user=user_id).order_by("id")
    columns = ("description", "shown", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    yield "staff_tokens", tokens.values(*columns).iterator(chunk_size=CHUNK)


def _reports(user_id: int) -> Iterator[dict[str, object]]:
    reports = Report.objects.filter(reporter=user_id).select_related("project", "account").order_by("id")
    for report in reports.iterator(chunk_size=CHUNK):
        yield {
            "about": report.project.name if report.project else str(report.account),
            "category": report.category,
            "text": report.text,
            "link": report.link,
            "reported_at": report.reported_at,
            "fate": report.fate,
        }


def _appeals(user_id: int) -> Iterator[dict[str, object]]:
    columns = ("text", "asked_at", "outcome", "answer", "answered_at")
    named = {"about_project": F("project__name"), "about_account": F("account__username")}
    appeals = Appeal.objects.filter(appellant=user_id).order_by("id")
    return appeals.values(*columns, **named).iterator(chunk_size=CHUNK)
