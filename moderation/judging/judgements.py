"""What a moderator can say of a card in one click: a decision, and which consequences it has."""

from dataclasses import dataclass
from typing import Final

from moderation.judging.consequences import Part
from moderation.models import Verdict

SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM
USUAL: Final = {
    SPAM: frozenset({Part.REMOVE}),
    NOT_SPAM: frozenset({Part.RELEASE, Part.LIST, Part.EXEMPT}),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """`slug`: its place in addresses. `label`: on its button. `done`: what then happened, after the project's name."""

    slug: str
    decision: Verdict.Decision
    parts: frozenset[Part]
    label: str
    done: str

    @property
    def url_name(self) -> str:
        return f"judge_{self.slug.replace('-', '_')}"

    @property
    def freezes(self) -> bool:
        return Part.FREEZE in self.parts


JUDGEMENTS: Final = (
    Judgement("spam", SPAM, USUAL[SPAM], "Spam", "is removed"),
    Judgement("not-spam", NOT_SPAM, USUAL[NOT_SPAM], "Not spam", "is listed"),
    Judgement(
        "spam-and-freeze",
        SPAM,
        frozenset({Part.REMOVE, Part.FREEZE}),
        "Spam, and freeze the account",
        "is removed and its owner frozen",
    ),
    Judgement(
        "spam-freeze-only",
        SPAM,
        frozenset({Part.FREEZE}),
        "Spam, freeze the account, keep the project",
        "is judged spam and its owner frozen; the project stays",
    ),
    Judgement(
        "spam-label-only",
        SPAM,
        frozenset(),
        "Spam, keep the project (label only)",
        "is judged spam; nothing else is changed",
    ),
    Judgement(
        "not-spam-label-only",
        NOT_SPAM,
        frozenset(),
        "Not spam, leave all as it is (label only)",
        "is judged not spam; nothing else is changed",
    ),
)
BY_SLUG: Final = {judgement.slug: judgement for judgement in JUDGEMENTS}
