"""What index holds about a person, for `accounts.leaving.data_export`."""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from accounts.leaving.data_export import CHUNK, Section
from accounts.models import User
from index.models import Invitation, JournalEntry, Role, TokenScope, TrustedPublisher


def sections(user_id: int) -> Iterator[Section]:
    roles = Role.objects.filter(user=user_id).order_by("id")
    yield "projects", _rows(roles, "kind", name=F("project__name"), removed_at=F("project__removed_at"))
    scopes = TokenScope.objects.filter(token__user=user_id).order_by("id")
    yield "api_tokens_for_one_project", _rows(scopes, name=F("project__name"), token_shown=F("token__shown"))
    invitations = Invitation.objects.filter(Q(user=user_id) | Q(invited_by=user_id)).order_by("id")
    yield (
        "invitations",
        _rows(
            invitations,
            "kind",
            "created_at",
            "settled_at",
            "outcome",
            name=F("project__name"),
            invited=F("user__username"),
            inviter=F("invited_by__username"),
        ),
    )
    publishers = TrustedPublisher.objects.filter(added_by=user_id).order_by("id")
    yield (
        "trusted_publishers",
        _rows(publishers, "kind", "issuer", "terms", "added_at", "pending_name", name=F("project__name")),
    )
    username = User.objects.values_list("username", flat=True).get(pk=user_id)
    acts = JournalEntry.objects.filter(actor=username).order_by("-id")
    yield "acts", _rows(acts, "version", "action", "reason", "address", "at", name=F("project__name"))


def _rows(found: QuerySet, *columns: str, **named: F) -> Iterator[dict[str, object]]:
    return found.values(*columns, **named).iterator(chunk_size=CHUNK)
