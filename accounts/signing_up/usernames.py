"""Which user names exist: plain ASCII, so that no name can be dressed up as another."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

RESERVED = frozenset(
    {
        "__token__",
        "admin",
        "administrator",
        "gatehouse",
        "index",
        "moderator",
        "root",
        "staff",
        "support",
        "system",
    }
)


def validate_not_reserved(username: str) -> None:
    if username.lower() in RESERVED:
        raise ValidationError("This name is reserved; choose another one.", code="reserved")


VALIDATORS: list[Callable[[str], None]] = [
    RegexValidator(
        r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,48}[A-Za-z0-9])?\Z",
        "Use up to 50 letters, digits, dots, hyphens and underscores; start and end with a letter or a digit.",
    ),
    validate_not_reserved,
]
