"""The gates that accounts brings."""

from django.conf import settings

from accounts.hooks import Refusal


def signup_is_offered(attempt: object) -> Refusal | None:
    """People make their accounts themselves, or an admin makes them: `manage.py user create`."""
    if settings.SIGN_UP:
        return None
    return Refusal(
        "signup_by_admin", "Accounts on this index are made by its admins; ask one for yours.", 403
    )
