"""The end of an account: what lets in goes, the row stays, so that its name is taken and what it did stays told."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import F

from accounts.history import events
from accounts.logging_in import sessions
from accounts.models import AccountDeletion, ApiToken, KnownDevice, User


def close(*, user: User, now: datetime) -> None:
    """End every way in and forget who it was, inside the verb that deletes the account.

    API tokens stay as revoked rows: one that is found in public later is known for what it was. The security history
    stays as long as its own retention says.
    """
    sessions.end_all(user)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    Authenticator.objects.filter(user=user).delete()
    KnownDevice.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        is_active=False,
        deleted_at=now,
        email="",
        first_name="",
        last_name="",
        password=user.password,
        last_login=None,
        sessions_ended=F("sessions_ended") + 1,
    )
    AccountDeletion.objects.filter(user=user).update(done_at=now)
    events.record(user=user, kind=events.Kind.DELETED, now=now, is_own=False)
