"""What the library does with accounts, written into the security history, and mailed where the library mails nobody."""

from allauth.account import signals
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.history import events
from accounts.history.event_models import AccountEvent
from accounts.mails import credential_mails
from accounts.models import User

Kind = AccountEvent.Kind


@receiver(signals.user_signed_up)
def _signed_up(user: User, **_signal: object) -> None:
    events.record(user=user, kind=Kind.SIGNED_UP, now=timezone.now())


@receiver(user_logged_in)
def _logged_in(request: HttpRequest, user: User, **_signal: object) -> None:
    steps = [str(step.get("type") or step["method"]) for step in get_authentication_records(request, user)]
    events.record(user=user, kind=Kind.LOGGED_IN, now=timezone.now(), details={"with": steps})


@receiver(user_logged_out)
def _logged_out(user: User | AnonymousUser | None, **_signal: object) -> None:
    if isinstance(user, User):
        events.record(user=user, kind=Kind.LOGGED_OUT, now=timezone.now())


@receiver(mfa_signals.authentication_failed)
def _second_step_failed(user: User, **_signal: object) -> None:
    events.count_failure(user=user, kind=Kind.SECOND_STEP_FAILED, now=timezone.now())


@receiver([signals.password_changed, signals.password_set])
def _password_changed(user: User, **_signal: object) -> None:
    events.record(user=user, kind=Kind.PASSWORD_CHANGED, now=timezone.now())


@receiver(signals.email_added)
def _address_added(user: User, email_address: EmailAddress, **_signal: object) -> None:
    _record_address(user, Kind.ADDRESS_ADDED, email_address)
    credential_mails.address_added(user, email_address)


@receiver(signals.email_confirmed)
def _address_verified(email_address: EmailAddress, **_signal: object) -> None:
    _record_address(email_address.user, Kind.ADDRESS_VERIFIED, email_address)
    credential_mails.address_verified(email_address.user, email_address)


@receiver(signals.email_changed)
def _address_primary(user: User, to_email_address: EmailAddress, **_signal: object) -> None:
    _record_address(user, Kind.ADDRESS_PRIMARY, to_email_address)


@receiver(signals.email_removed)
def _address_removed(user: User, email_address: EmailAddress, **_signal: object) -> None:
    _record_address(user, Kind.ADDRESS_REMOVED, email_address)


@receiver(mfa_signals.authenticator_added)
def _factor_added(user: User, authenticator: Authenticator, **_signal: object) -> None:
    _record_factor(user, Kind.FACTOR_ADDED, authenticator)


@receiver(mfa_signals.authenticator_removed)
def _factor_removed(user: User, authenticator: Authenticator, **_signal: object) -> None:
    _record_factor(user, Kind.FACTOR_REMOVED, authenticator)


@receiver(mfa_signals.authenticator_reset)
def _factor_renewed(user: User, authenticator: Authenticator, **_signal: object) -> None:
    _record_factor(user, Kind.FACTOR_ADDED, authenticator)


@receiver(mfa_signals.authenticator_used)
def _factor_used(user: User, authenticator: Authenticator, **_signal: object) -> None:
    """Of the other factors the login itself tells."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        # The library looked at a row of its own: this one does not know of the use yet.
        codes = Authenticator.objects.get(pk=authenticator.pk).wrap()
        left = len(codes.get_unused_codes())
        events.record(user=user, kind=Kind.RECOVERY_CODE_USED, now=timezone.now(), details={"left": left})
        credential_mails.recovery_code_used(user, left=left)


def _record_address(user: User, kind: Kind, address: EmailAddress) -> None:
    events.record(user=user, kind=kind, now=timezone.now(), details={"email": address.email})


def _record_factor(user: User, kind: Kind, authenticator: Authenticator) -> None:
    if kind == Kind.FACTOR_ADDED and authenticator.type == Authenticator.Type.RECOVERY_CODES:
        kind = Kind.RECOVERY_CODES_MADE
    events.record(
        user=user,
        kind=kind,
        now=timezone.now(),
        details={"type": authenticator.type, "name": str(authenticator)},
    )
