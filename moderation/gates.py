"""The gates that moderation brings: most ask the flags that close them."""

from django.utils import timezone

from accounts.hooks import Refusal
from accounts.signing_up.signup import AddressAttempt, SignupAttempt
from moderation import flags
from moderation.acts import mail_domains
from moderation.models import Flag

HELP_ANCHOR = "admin-intervention"


def signups_open(attempt: object) -> Refusal | None:
    return _refusal("New accounts cannot be made at the moment.", Flag.Id.NO_NEW_USERS, Flag.Id.READ_ONLY)


def mail_domain_allowed(attempt: SignupAttempt | AddressAttempt) -> Refusal | None:
    """Of what is only being looked at there is no address yet."""
    ban = mail_domains.ban_of(attempt.email) if attempt.email else None
    if ban is None:
        return None
    return Refusal(
        "mail_domain_banned",
        f"Addresses at {ban.domain} are not taken at the moment; use one at another domain.",
        403,
        HELP_ANCHOR,
    )


def new_projects_open(attempt: object) -> Refusal | None:
    return _refusal("New projects cannot be made at the moment.", Flag.Id.NO_NEW_PROJECTS)


def uploads_open(attempt: object) -> Refusal | None:
    return _refusal("Uploads are closed at the moment.", Flag.Id.NO_UPLOADS, Flag.Id.READ_ONLY)


def deletions_open(attempt: object) -> Refusal | None:
    return _refusal("Nothing can be deleted at the moment.", Flag.Id.NO_DELETION, Flag.Id.READ_ONLY)


def reports_open(attempt: object) -> Refusal | None:
    return _refusal("Reports are closed at the moment.", Flag.Id.READ_ONLY)


def _refusal(sentence: str, *ids: Flag.Id) -> Refusal | None:
    flag = flags.first_on(*ids)
    if flag is None:
        return None
    seconds = int((flag.expires_at - timezone.now()).total_seconds()) if flag.expires_at else None
    return Refusal(
        code=flag.id,
        sentence=f"{sentence} {flag.notice}".strip(),
        status=403,
        help_anchor=HELP_ANCHOR,
        retry_after_seconds=None if seconds is None else max(seconds, 1),
    )


def changes_open(attempt: object) -> Refusal | None:
    """Any change at all, whatever page it comes from."""
    return _refusal("The index is read-only at the moment.", Flag.Id.READ_ONLY)
