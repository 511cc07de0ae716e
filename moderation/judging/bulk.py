"""One decision on many cards: each gets a verdict of its own, or an answer why not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from accounts.models import User
from moderation.judging.judgements import Judgement
from moderation.judging.verdicts import VerdictRefused, decide
from moderation.models import Case, Verdict

MAX_AT_ONCE: Final = 100


class TooMany(Exception):  # noqa: N818 - named after what happened
    """Nothing was decided; the message is one sentence."""


class Answers(NamedTuple):
    """What became of each case: the verdicts, and by id of case the sentence that says why there is none."""

    verdicts: list[Verdict]
    refused: dict[int, str]


def decide_all(
    *, seen: Mapping[int, datetime], judgement: Judgement, moderator: User, now: datetime
) -> Answers:
    """Decide each of these cases, given by id with when it was seen, in a transaction of its own.

    All bear the same moment, by which `verdicts.last_act` knows them for one act.

    :raises TooMany: above `MAX_AT_ONCE`.
    """
    if len(seen) > MAX_AT_ONCE:
        raise TooMany(f"{len(seen)} cards are ticked; at most {MAX_AT_ONCE} are judged at once.")
    answers = Answers([], {})
    for case in Case.objects.filter(pk__in=seen).order_by("pk"):
        try:
            verdict = decide(
                case=case,
                decision=judgement.decision,
                parts=judgement.parts,
                moderator=moderator,
                now=now,
                seen=seen[case.pk],
            )
        except VerdictRefused as exc:
            answers.refused[case.pk] = str(exc)
        else:
            answers.verdicts.append(verdict)
    return answers
