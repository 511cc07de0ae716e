"""A new password by mail: the link goes to a verified address, and its use ends what the old password opened."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction

from accounts.history import events
from accounts.models import ApiToken, User


def send_link(*, email: str) -> None:
    """Mail a link to whose account has verified `email`; for any other a decoy is written, which takes as long.

    An address that is not verified may be somebody else's, who would get into the account by it. The mail to a frozen
    account's owner says so instead; on the page nobody learns anything.
    """
    address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    user = address.user if address else User(pk=0, username="nobody")
    if address is None:
        EmailAddress.objects.filter(
            user=0, email=email
        ).exists()  # the token's generator asks so for an account
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    adapter = get_adapter()
    context = {
        "user": user,
        "username": user.username,
        "is_frozen": not user.is_active,
        "password_reset_url": adapter.get_reset_password_from_key_url(f"{uid}-{key}"),
    }
    adapter.send_mail("account/email/password_reset_key", email, context, is_decoy=address is None)


@transaction.atomic
def finish(*, user: User, keeps_tokens: bool, now: datetime) -> None:
    """After the password is new, which has ended all sessions: end the tokens too, unless they are to be kept."""
    if not keeps_tokens:
        ApiToken.objects.filter(user=user, revoked_at=None).update(
            revoked_at=now, revoked_reason="a new password was set by mail"
        )
    details = {"tokens": "kept" if keeps_tokens else "revoked"}
    events.record(user=user, kind=events.Kind.PASSWORD_RESET, now=now, details=details)
