"""Who a name and a password stand for. Every answer takes one hash, whoever is asked for."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User
from accounts.passwords.passwords import LONGEST_PASSWORD


class OneHashBackend(ModelBackend):
    """The library's own tries one password per account and spelling, so that the time tells what it found."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # type: ignore[override]
        password = str(credentials.get("password") or "")
        if not 0 < len(password) <= LONGEST_PASSWORD:
            return None
        user = account_of(str(credentials.get("username") or credentials.get("email") or ""))
        if user is None:
            make_password(password)
            return None
        # A frozen account's password is compared too, and then counts as wrong: nobody learns that it is frozen.
        is_right = user.check_password(password)
        return user if is_right and self.user_can_authenticate(user) else None


def account_of(login: str) -> User | None:
    """By user name, or by an address that the account has verified: any other may be somebody else's."""
    login = login.strip()
    if not login or "\0" in login:
        return None
    if "@" not in login:
        return User.objects.filter(username__iexact=login).first()
    address = EmailAddress.objects.filter(email=login.lower(), verified=True).select_related("user").first()
    return address.user if address else None
