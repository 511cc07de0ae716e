"""The people of the demo: who they are, and since when."""

from dataclasses import dataclass

from accounts.standing import Standing
from moderation.demo.wave import ACCOUNTS, EARLIER, ENDED_HOURS_AGO, HOURS_LONG

ADMIN = "warden"
USER = "mirabelle"
_WAVE_SIGNS_UP_DAYS_AGO = (ENDED_HOURS_AGO + HOURS_LONG + 4) / 24


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    days_ago: float  # of the sign-up
    standing: Standing | None = None
    is_staff: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@people.example.org"


HONEST = (
    Person(ADMIN, 425, is_staff=True),
    Person(USER, 420, Standing.TRUSTED),
    Person("saltmarsh", 424, Standing.TRUSTED),
    Person("kestrel", 390, Standing.TRUSTED),
    Person("hjelm", 385, Standing.ESTABLISHED),
    Person("quillon", 300, Standing.ESTABLISHED),
    Person("pelle", 220, Standing.ESTABLISHED),
    Person("otto-b", 170),
    Person("odalys", 155, Standing.ESTABLISHED),
    Person("rivage", 150),
    Person("mshelf", 95),
    Person("lanternworks", 80),
    Person("qingtian", 66),
    Person("bramble7", 55),
    Person("nuri-k", 50),
    Person("cs-student-42", 48),
    Person("ines-dev", 40),
    Person("rantau", 21),
    Person("first-steps", 3),
)
SPAMMERS = (
    Person(EARLIER[0], 43),
    # One after the other within two hours, as a script makes them.
    *(Person(username, _WAVE_SIGNS_UP_DAYS_AGO - turn / 144) for turn, (username, _) in enumerate(ACCOUNTS)),
)
