"""What accounts holds about a person, for `data_export`: never a secret, nor what one could be computed from."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from accounts.history import event_words
from accounts.leaving.data_export import CHUNK, Section
from accounts.mails import outbox
from accounts.models import AccountDeletion, AccountEvent, ApiToken, KnownDevice, Mail, User


def sections(user_id: int) -> Iterator[Section]:
    yield "profile", _rows(User.objects.filter(pk=user_id), *PROFILE)
    addresses = EmailAddress.objects.filter(user=user_id).order_by("id")
    yield "addresses", _rows(addresses, "email", "verified", "primary", "bounce__at", "bounce__reason")
    yield "second_factors", _factors(user_id)
    yield "api_tokens", _rows(ApiToken.objects.filter(user=user_id).order_by("id"), *TOKEN)
    sessions = UserSession.objects.filter(user=user_id).order_by("id")
    yield "sessions", _rows(sessions, "created_at", "last_seen_at", "ip", "user_agent")
    devices = KnownDevice.objects.filter(user=user_id).order_by("id")
    yield "browsers", _rows(devices, "first_at", "last_at")
    yield "security_history", _history(user_id)
    yield "mails", _rows(_mails(user_id), "recipient", "kind", "subject", "created_at", "sent_at")
    wishes = AccountDeletion.objects.filter(user=user_id)
    yield "deletion", _rows(wishes, "asked_at", "due_at", "leaves_projects")


PROFILE = (
    "username",
    "email",
    "first_name",
    "last_name",
    "date_joined",
    "last_login",
    "is_staff",
    "role",
    "granted_standing",
    "honest_verdicts",
    "spam_verdicts",
)
TOKEN = (
    "description",
    "shown",
    "for_whole_account",
    "created_at",
    "expires_at",
    "last_used_at",
    "revoked_at",
)


def _rows(found: QuerySet, *columns: str) -> Iterator[dict[str, object]]:
    return found.values(*columns).iterator(chunk_size=CHUNK)


def _factors(user_id: int) -> Iterator[dict[str, object]]:
    for factor in Authenticator.objects.filter(user=user_id).order_by("id"):
        yield {
            "type": factor.type,
            "name": str(factor),
            "created_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }


def _history(user_id: int) -> Iterator[dict[str, object]]:
    events = AccountEvent.objects.filter(user=user_id).order_by("id")
    for event in events.iterator(chunk_size=CHUNK):
        yield {
            "at": event.at,
            "kind": event.kind,
            "sentence": event_words.sentence(event),
            "details": event.details,
            "address": event.address,
            "client": event.client,
            "count": event.count,
            "last_at": event.last_at,
        }


def _mails(user_id: int) -> QuerySet[Mail]:
    """Of verified addresses alone: any other may be a stranger's, whose mails are theirs."""
    verified = EmailAddress.objects.filter(user=user_id, verified=True).values_list("email", flat=True)
    boxes = {outbox.mailbox(email) for email in verified}
    return Mail.objects.filter(mailbox__in=boxes, recipient__in=list(verified)).order_by("id")
