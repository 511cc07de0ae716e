"""Finding accounts, and all that is known of one."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import origin
from accounts.models import AccountEvent, ApiToken, User
from accounts.standing import reasons, standing_of
from index.models import JournalEntry, Role
from moderation.audit.words import OF_ACCOUNTS
from moderation.models import AuditEntry, Report, Verdict
from moderation.reporting.reporters import records_of

SHOWN = 50  # of each kind of thing on an account's page


def found(text: str) -> QuerySet[User]:
    """Accounts by a part of their name or mail address, its domain, or an IP address that they acted from."""
    users = User.objects.order_by("-date_joined", "-id")
    if not text:
        return users
    if address := origin.parsed(text):
        actors = JournalEntry.objects.filter(address=address).values("actor")
        return users.filter(username__in=actors)
    mail = EmailAddress.objects.filter(user=OuterRef("pk"), email__icontains=text)
    return users.filter(Q(username__icontains=text) | Exists(mail))


def known_of(user: User, *, now: datetime) -> dict[str, object]:
    """What the page of an account shows."""
    facts = user.facts(now)
    projects = (
        Role.objects.filter(user=user).select_related("project").order_by("-project__created_at", "-id")
    )
    verdicts = Verdict.objects.filter(project__roles__user=user).select_related("project", "moderator")
    reports = Report.objects.filter(reporter=user).select_related("project", "account")
    reports_about = Report.objects.filter(account=user).select_related("reporter")
    acts = AuditEntry.objects.filter(subject=user.username, action__in=OF_ACCOUNTS)
    return {
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "acted_from": _acted_from(user),
        "standing": standing_of(facts),
        "reasons": reasons(facts),
        "roles": projects[:SHOWN],
        "verdicts": verdicts.order_by("-decided_at", "-id")[:SHOWN],
        "reports": reports.order_by("-reported_at", "-id")[:SHOWN],
        "reports_about": reports_about.order_by("-reported_at", "-id")[:SHOWN],
        "record": records_of([user.pk], now=now)[user.pk],
        "tokens": ApiToken.objects.filter(user=user).order_by("-created_at", "-id")[:SHOWN],
        "events": AccountEvent.objects.filter(user=user).order_by("-id")[:SHOWN],
        "acts": acts.order_by("-at", "-id")[:SHOWN],
    }


def _acted_from(user: User) -> list[str]:
    newest = JournalEntry.objects.filter(actor=user.username).exclude(address=None).order_by("-id")
    return sorted({str(entry.address) for entry in newest[:500]})
