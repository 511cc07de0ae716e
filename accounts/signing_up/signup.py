"""Sign-up, and adding an address, as their gates see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignupAttempt:
    """What somebody asks for. All empty while the form is only being looked at."""

    username: str = ""
    email: str = ""
    bait: str = ""  # what was typed into a field that people do not see
    seconds_to_fill: float | None = None  # None: not known, so the form is not ours or too old
    captcha: str = "off"  # one of captcha.OUTCOMES

    @property
    def is_look(self) -> bool:
        return not self.username and not self.email


@dataclass(frozen=True, slots=True)
class AddressAttempt:
    """An address that somebody wants on their account."""

    username: str
    email: str
