"""The gates that index brings itself."""

from accounts.hooks import Refusal
from index.attempts import UploadAttempt


def address_verified(attempt: UploadAttempt) -> Refusal | None:
    """A new project needs a verified address; an old account may verify at any time (the 2018 measure)."""
    if attempt.has_verified_address:
        return None
    return Refusal(
        "address_not_verified",
        f"A new project needs a verified e-mail address, and {attempt.username} has none yet.",
        403,
        "verified-email",
    )
