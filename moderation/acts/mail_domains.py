"""Mail domains that may not make accounts. A ban acts on new accounts and new addresses only; it freezes nobody."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.signing_up.domains import BIG_PROVIDERS
from accounts.standing import Standing
from moderation import audit
from moderation.acts import NotDone
from moderation.models import BannedMailDomain

MOST_HONEST_ACCOUNTS = 5

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LONGEST = 253


@dataclass(frozen=True, slots=True)
class Reach:
    """Accounts that have an address at a domain or below it now, and how many of them are honest."""

    accounts: int
    honest: int


class NotADomain(NotDone):
    """What was typed is no mail domain; the message is one sentence."""


def normalize(text: str) -> str:
    """A domain as the DNS has it: `@Bücher.example.` is `xn--bcher-kva.example`.

    :raises NotADomain: for anything else, and for a whole top-level domain.
    """
    domain = _in_ascii(text.strip().rpartition("@")[2].removesuffix("."))
    labels = domain.split(".")
    if len(labels) == 1 or len(domain) > _LONGEST or not all(map(_LABEL.fullmatch, labels)):
        raise NotADomain("That is no mail domain; write one such as spam.example.")
    return domain


def ban_of(address: str) -> BannedMailDomain | None:
    """The ban that covers a mail address, by its domain or one above it."""
    labels = _in_ascii(address.rpartition("@")[2].removesuffix(".")).split(".")
    covering = [".".join(labels[start:]) for start in range(len(labels))]
    return BannedMailDomain.objects.filter(domain__in=covering).order_by("id").first()


def reach_of(domain: str) -> Reach:
    """Whom a ban would hit if it hit those who are here.

    Honest are the established, the trusted, and whose project was judged honest; by the facts alone nobody is one of
    the first without the last, so that is what is asked for. Frozen accounts protect no domain.
    """
    users = _accounts_at(domain)
    honest = Q(granted_standing__in=[Standing.ESTABLISHED, Standing.TRUSTED]) | Q(honest_verdicts__gt=0)
    return Reach(users.count(), users.filter(honest, frozen_at=None).count())


def refuse_wrong(domain: str, reach: Reach) -> None:
    """:raises NotDone: for a ban of a normalized domain that would hit the honest, or change nothing."""
    if _is_large_provider(domain):
        raise NotDone(
            f"{domain} is a large mail provider, or holds one: {reach.honest} of its {reach.accounts} accounts here "
            "are honest, and so are most who will come. Nothing was changed."
        )
    if reach.honest > MOST_HONEST_ACCOUNTS:
        raise NotDone(
            f"{reach.honest} of the {reach.accounts} accounts here with an address at {domain} are honest; a ban may "
            f"hit {MOST_HONEST_ACCOUNTS} at most. Nothing was changed."
        )
    if above := ban_of(f"@{domain}"):
        raise NotDone(f"The ban of {above.domain} covers {domain} already; nothing was changed.")


@transaction.atomic
def ban(*, domain: str, actor: User, reason: str, now: datetime) -> BannedMailDomain:
    """Refuse new accounts and addresses at a normalized domain and all below it, from now on.

    :raises NotDone: for a large provider, a domain of honest people, and one that is banned.
    """
    reach = reach_of(domain)
    refuse_wrong(domain, reach)
    try:
        with transaction.atomic():
            row = BannedMailDomain.objects.create(
                domain=domain, reason=reason, banned_by=actor.username, banned_at=now
            )
    except IntegrityError as exc:
        if not BannedMailDomain.objects.filter(domain=domain).exists():
            raise
        raise NotDone(f"{domain} is banned already; nothing was changed.") from exc
    audit.record(
        actor=actor.username,
        action="ban mail domain",
        subject=domain,
        reason=reason,
        before={"banned": False},
        after={"banned": True, "accounts": reach.accounts, "honest_accounts": reach.honest},
        now=now,
    )
    return row


@transaction.atomic
def allow(*, banned: BannedMailDomain, actor: User, reason: str, now: datetime) -> None:
    """End a ban.

    :raises NotDone: where somebody did before.
    """
    deleted, _ = BannedMailDomain.objects.filter(pk=banned.pk).delete()
    if not deleted:
        raise NotDone(f"{banned.domain} is not banned any more; nothing was changed.")
    audit.record(
        actor=actor.username,
        action="allow mail domain",
        subject=banned.domain,
        reason=reason,
        before={"banned": True},
        after={"banned": False},
        now=now,
    )


def _in_ascii(domain: str) -> str:
    """As the DNS has it; what is no domain name stays as it is, to be refused by whoever asks for one."""
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.lower()


def _is_large_provider(domain: str) -> bool:
    return any(provider == domain or provider.endswith(f".{domain}") for provider in BIG_PROVIDERS)


def _accounts_at(domain: str) -> QuerySet[User]:
    at = Q()
    for spelt in {domain, domain.encode("ascii").decode("idna")}:
        at |= Q(email__iendswith=f"@{spelt}") | Q(email__iendswith=f".{spelt}")
    return User.objects.filter(pk__in=EmailAddress.objects.filter(at).values("user"))
