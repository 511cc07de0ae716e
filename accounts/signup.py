"""Sign-up, and adding an address, as their gates see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignupAttempt:
    """What somebody asks for. All empty while the form is only being looked at."""

    username: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AddressAttempt:
    """An address that somebody wants on their account."""

    username: str
    email: str
