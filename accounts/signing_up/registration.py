"""Making accounts other than by the sign-up page."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.history import events
from accounts.models import User
from accounts.standing import Standing


class NotRegistered(Exception):  # noqa: N818 - named after what happened
    """The account cannot be made; the message is one sentence."""


@transaction.atomic
def register(
    *,
    username: str,
    email: str,
    password: str,
    is_verified: bool,
    is_staff: bool,
    role: str = "",
    standing: Standing | None = None,
    now: datetime | None = None,
) -> User:
    """Create an account with its address, joined `now`; staff is an admin for everything, a role is staff for its part.

    :raises NotRegistered: if name, address or password is not acceptable, or the name is taken.
    """
    email = email.lower()  # as sign-up does, and as logging in looks it up
    user = User(
        username=username,
        email=email,
        is_staff=is_staff or bool(role),
        is_superuser=is_staff,
        role=role,
        granted_standing=standing or "",
        date_joined=now or timezone.now(),
    )
    try:
        validate_email(email)
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as exc:
        raise NotRegistered(" ".join(exc.messages)) from exc
    if is_verified and EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        raise NotRegistered(f"The address {email} is verified by another account.")
    user.save()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=is_verified)
    events.record(user=user, kind=events.Kind.SIGNED_UP, now=user.date_joined, is_own=False)
    return user
