"""Uploads with user name and password, where PASSWORD_UPLOADS lets them: for a private index and its old clients."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts import origin
from accounts.api_tokens import api_tokens
from accounts.api_tokens.api_tokens import NotAuthenticated
from accounts.hooks import Refusal
from accounts.logging_in import authentication, limits
from accounts.models import User


def is_meant(authorization: str) -> bool:
    """Whether the header holds a user name and a password, and no token."""
    username, password = api_tokens.basic_credentials(authorization)
    return bool(username and password) and username != api_tokens.TOKEN_USERNAME


def authenticate(authorization: str, *, now: datetime) -> User:
    """The account that user name and password open; counted before anything is hashed, as every other door does.

    :raises NotAuthenticated: 429 after many wrong ones; 403 for a wrong one, and for an account with a second factor,
        which a password alone must not open.
    """
    username, password = api_tokens.basic_credentials(authorization)
    account = authentication.account_of(username)
    counts = limits.counts_of_login(
        account=f"user {account.pk}" if account else f"name {username.strip().lower()}",
        address=origin.current_address(),
    )
    if refusal := limits.take(counts, now=now):
        raise NotAuthenticated(refusal)
    user = authentication.OneHashBackend().authenticate(None, username=username, password=password)
    if user is None:
        raise NotAuthenticated(
            Refusal("password_wrong", "No account opens with this user name and password.", 403, "api-token")
        )
    limits.give_back(counts)
    if Authenticator.objects.filter(user=user).exists():
        raise NotAuthenticated(_needs_token())
    return user


def _needs_token() -> Refusal:
    return Refusal(
        "second_factor_needs_token",
        "This account has a second factor, so its password alone uploads nothing: make an API token at "
        f"{api_tokens.page_address()} and send it as the password of the user {api_tokens.TOKEN_USERNAME}.",
        403,
        "api-token",
    )
