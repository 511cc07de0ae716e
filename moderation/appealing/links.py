"""The signed link by which somebody whose account is frozen asks for a review: it is in the mail, and nowhere else.

It works without logging in. It is bound to that one freezing: once the account is unfrozen, or frozen anew, it opens
nothing. Whoever has no such link learns nothing from the page, not even whether an account exists.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

GOOD_FOR = timedelta(days=90)
SALT = "moderation.appeals"


def url_for(account: User) -> str:
    """For an account that is frozen."""
    return settings.SITE_URL + reverse("appeal_freezing", args=[token_for(account)])


def token_for(account: User) -> str:
    return signing.dumps([account.pk, _freezing(account)], salt=SALT)


def account_of(token: str) -> User | None:
    """The account that the link is for, where it is frozen still as it was then."""
    try:
        pk, freezing = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    account = User.objects.filter(pk=pk).exclude(frozen_at=None).first()
    return account if account and _freezing(account) == freezing else None


def _freezing(account: User) -> str:
    return account.frozen_at.isoformat() if account.frozen_at else ""
