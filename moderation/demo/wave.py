"""A wave of spam: twelve accounts, seven trades, four languages, within one day and a half."""

from collections.abc import Iterator
from random import Random

from moderation.demo.grammar import Grammar, expand
from moderation.demo.projects import DemoProject
from moderation.demo.trades import TRADES

SEED = 2018
PROJECTS_EACH = (3, 4)  # by turns
HOURS_LONG = 36
ENDED_HOURS_AGO = 1.0

ACCOUNTS = (
    ("stella4471", "films"),
    ("marko8832", "films"),
    ("dianne3095", "films"),
    ("helpdesk.jo", "support"),
    ("careline24", "support"),
    ("profwriter9", "essays"),
    ("gemqueen77", "coins"),
    ("freegems.rio", "coins"),
    ("slimlife365", "pills"),
    ("kreditfuchs", "loans"),
    ("juegaygana", "casino"),
    ("bonusmania", "casino"),
)
# What the earlier case was about, long settled when the wave comes.
EARLIER = ("loanbuddy22", "loans")


def wave() -> Iterator[DemoProject]:
    """The projects of the wave; the same ones each time."""
    chance = Random(SEED)  # noqa: S311 - for repeatable choice, not for secrets
    for turn, (owner, trade) in enumerate(ACCOUNTS):
        for number in range(PROJECTS_EACH[turn % 2]):
            ago = ENDED_HOURS_AGO + HOURS_LONG * chance.random()
            yield _project(owner, trade, str(number + 1), ago / 24, chance)


def earlier_spam(days_ago: float) -> DemoProject:
    """One project of weeks before, which a moderator has judged."""
    owner, trade = EARLIER
    return _project(owner, trade, "0", days_ago, Random(SEED + 1))  # noqa: S311 - as above


def _project(owner: str, trade: str, number: str, days_ago: float, chance: Random) -> DemoProject:
    words: Grammar = {**TRADES[trade], "number": (number,), "owner": (owner.partition(".")[0],)}
    title = expand("{title}", words, chance)
    words = {**words, "title": (title,), "slug": ("-".join(title.lower().split()),)}
    return DemoProject(
        name=expand("{name}", words, chance),
        owner=owner,
        summary=expand("{summary}", words, chance),
        description=expand("{description}", words, chance),
        versions=(expand("{version}", words, chance),),
        first=days_ago,
        last=days_ago,
        keywords=expand("{keywords}", words, chance),
        links=(("Homepage", expand("{link}", words, chance)),),
        license="",
        requires_python="",
        has_wheels=False,
        has_code=False,
    )
