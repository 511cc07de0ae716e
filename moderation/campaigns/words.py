"""What links the members of a campaign, in words and parts of a hundred, from the counters alone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from moderation.campaigns.evidence import NEARLY_SAME, Seen, Shared, weight_of
from moderation.campaigns.keys import WINDOW, Kind

COMMON: Final = 0.5  # what fewer members share is no link of the whole
FEW_SIGNUPS: Final = 3
LABELS: Final = {
    Kind.HOST: "Links to",
    Kind.FILE: "Same file of code",
    Kind.CONTENTS: "Same files but for the name",
    Kind.EMPTY: "Empty files, the same but for the name",
    Kind.NAME: "Name of the form",
    Kind.WORDS: "Words in the name",
    Kind.SIGNUP: "Signed up within 4 h from",
    Kind.MAIL: "Mail domain",
    Kind.PROVIDER: "Mail provider",
    Kind.NETWORK: "Uploaded from one network",
}
# Values that say nothing to a reader: digests and keyed hashes.
_UNREADABLE: Final = frozenset({Kind.FILE, Kind.CONTENTS, Kind.EMPTY, Kind.NETWORK})
_SHARED: Final = {
    Kind.CONTENTS: "the same files but for the name",
    Kind.FILE: "the same file of code",
    Kind.EMPTY: "empty files, the same but for the name,",
    Kind.MAIL: "the same mail domain",
    Kind.PROVIDER: "the same mail provider",
    Kind.NETWORK: "the same network",
    Kind.WORDS: "the same words in the name",
    Kind.NAME: "names of the same form",
}


@dataclass(frozen=True, slots=True)
class Trait:
    """A key of a campaign. `elsewhere`: accounts that have it and are not in the campaign."""

    key_id: int
    kind: Kind
    value: str
    projects: int
    accounts: int
    elsewhere: int
    honest: int
    of_projects: int
    of_accounts: int

    @property
    def part(self) -> float:
        """0..1, of the campaign's projects."""
        return min(self.projects / max(self.of_projects, 1), 1.0)

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def words(self) -> str:
        if self.kind in _UNREADABLE:
            return ""
        return f"{_window(self.value):%-d %b %Y, %H:%M} UTC" if self.kind == Kind.SIGNUP else self.value

    @property
    def may_split(self) -> bool:
        return 0 < self.accounts < self.of_accounts

    def weight(self, all_accounts: int) -> float:
        """How much it tells of an upload that it is of this campaign, by how many of it have it."""
        seen = Seen(self.accounts + self.elsewhere, self.honest)
        shared = Shared(self.kind, seen, self.accounts)
        return self.part * weight_of(shared, group_accounts=self.of_accounts, all_accounts=all_accounts)


def ranked(traits: Iterable[Trait], *, all_accounts: int) -> list[Trait]:
    """Those that tell most first; without what one account alone has, and without what tells nothing."""
    telling = [(trait.weight(all_accounts), trait) for trait in traits if trait.accounts > 1]
    kept = [(weight, trait) for weight, trait in telling if weight > 0]
    return [trait for _, trait in sorted(kept, key=lambda pair: (-pair[0], pair[1].key_id))]


def links(traits: Sequence[Trait], *, alike: int, projects: int) -> list[str]:
    """What most members have in common, a few words each: "the same 3 link hosts 98 %"."""
    found = [_hosts(traits), _texts(alike, projects)]
    for kind, words in _SHARED.items():
        parts = [trait.part for trait in traits if trait.kind == kind and trait.part >= COMMON]
        found.append(f"{words} {_percent(max(parts))}" if parts else "")
    return [words for words in [*found, _signups(traits)] if words]


def _hosts(traits: Sequence[Trait]) -> str:
    parts = [trait.part for trait in traits if trait.kind == Kind.HOST and trait.part >= COMMON]
    if not parts:
        return ""
    hosts = "link host" if len(parts) == 1 else f"{len(parts)} link hosts"
    return f"the same {hosts} {_percent(min(parts))}"


def _texts(alike: int, projects: int) -> str:
    part = alike / max(projects, 1)
    return f"text at least {NEARLY_SAME} alike {_percent(part)}" if part >= COMMON else ""


def _signups(traits: Sequence[Trait]) -> str:
    most = max((trait.accounts for trait in traits if trait.kind == Kind.SIGNUP), default=0)
    return f"{most:,} sign-ups within 4 h" if most >= FEW_SIGNUPS else ""


def conditions(traits: Sequence[Trait]) -> list[tuple[str, str]]:
    """What a rule could ask of more uploads like these: (kind of `moderation.rules.conditions`, value) of most members.

    Only what members of other campaigns and honest accounts have not: a rule holds whatever fits it.
    """
    telling = [trait for trait in traits if trait.part >= COMMON and not trait.honest]
    hosts = [("link_host", trait.value) for trait in telling if trait.kind == Kind.HOST]
    domains = [("mail_domain", trait.value) for trait in telling if trait.kind == Kind.MAIL]
    names = [("name", f"*{trait.value.replace(' ', '-')}*") for trait in telling if trait.kind == Kind.WORDS]
    return hosts + domains + names


def band(scores: Sequence[int]) -> tuple[float, float, float]:
    """What a tenth, half and nine tenths of the members score at most, 0..1, in steps of a bin."""
    total, steps = sum(scores), (0.1, 0.5, 0.9)
    found: list[float] = []
    seen = 0
    for place, count in enumerate(scores):
        seen += count
        while len(found) < len(steps) and total and seen >= steps[len(found)] * total:
            found.append((place + 1) / len(scores))
    return (found[0], found[1], found[2]) if len(found) == len(steps) else (0.0, 0.0, 0.0)


def _percent(part: float) -> str:
    return f"{int(100 * part)} %"


def _window(value: str) -> datetime:
    """Since when: as `keys` numbers the windows."""
    number = int(value.rstrip("+"))
    shift = WINDOW / 2 if value.endswith("+") else timedelta()
    return datetime.fromtimestamp(number * WINDOW.total_seconds(), tz=UTC) - shift
