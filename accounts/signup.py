"""Sign-up as its gates see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignupAttempt:
    """What somebody asks for. All empty while the form is only being looked at."""

    username: str = ""
    email: str = ""
