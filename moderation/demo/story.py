"""The demo's story: who does what, when."""

from collections.abc import Iterator

from moderation.demo import cast, events, family, libraries, small, tools
from moderation.demo.events import Complaint, Event
from moderation.demo.projects import DemoProject
from moderation.demo.wave import earlier_spam, wave
from moderation.models import Report, Verdict

HONEST: tuple[DemoProject, ...] = (
    *family.PROJECTS,
    *libraries.PROJECTS,
    *tools.PROJECTS,
    *small.PROJECTS,
)
BY_NAME = {project.name: project for project in HONEST}
EARLIER_SPAM_DAYS_AGO = 42
_HOUR = 1 / 24

# About the wave's projects, by their number in it: readers find some of them.
ON_THE_WAVE = {
    0: Complaint("otto-b", Report.Category.SPAM, "No film tool, only a link to a shady page.", _HOUR / 3),
    7: Complaint("rivage", Report.Category.SPAM, "The same text as five others since last night.", _HOUR / 2),
    12: Complaint("kestrel", Report.Category.SPAM, "A phone number, no code at all.", _HOUR / 4),
    20: Complaint("nuri-k", Report.Category.SPAM, "Sells essays.", _HOUR / 2),
    27: Complaint("pelle", Report.Category.MALWARE, "The page behind the link offers a program.", _HOUR / 3),
    28: Complaint(
        "kestrel", Report.Category.SPAM, "Please look at the other ones by this account.", _HOUR / 3
    ),
}


def events_of_the_story(password: str) -> list[Event]:
    """Everything that happens, the oldest first."""
    people = [events.sign_up(person, password) for person in (*cast.HONEST, *cast.SPAMMERS)]
    told = [*people, *_honest_life(), *_earlier_spam(), *_wave()]
    return sorted(told, key=lambda event: -event.days_ago)


def _honest_life() -> Iterator[Event]:
    for project in HONEST:
        yield from events.releases(project)
    yield events.yank(
        "cachewell", "1.2.0", 9, actor="pelle", reason="Loses entries when two processes start at once."
    )
    yield events.archive(
        "parcelbox", 340, actor="saltmarsh", reason="Python's struct and dataclasses do the same."
    )
    # A report that proves wrong, and one that still waits.
    films = BY_NAME["reelnotes"]
    wrong = Complaint("pelle", Report.Category.SPAM, "All about films, looks like movie spam.", 0.4)
    yield events.complaint(films, wrong)
    yield events.verdict(films, Verdict.Decision.NOT_SPAM, cast.ADMIN, after_days=0.9)
    empty = Complaint("bramble7", Report.Category.SQUATTING, "It holds nothing; I would like the name.", 0.6)
    yield events.complaint(BY_NAME["quokkabox"], empty)


def _earlier_spam() -> Iterator[Event]:
    spam = earlier_spam(EARLIER_SPAM_DAYS_AGO)
    yield from events.releases(spam)
    yield events.complaint(spam, Complaint("hjelm", Report.Category.SPAM, "Werbung für Kredite.", 0.3))
    yield events.complaint(spam, Complaint("rivage", Report.Category.SPAM, "Advertises loans.", 0.5))
    yield events.verdict(spam, Verdict.Decision.SPAM, cast.ADMIN, after_days=0.8)


def _wave() -> Iterator[Event]:
    for number, project in enumerate(wave()):
        yield from events.releases(project)
        if number in ON_THE_WAVE:
            yield events.complaint(project, ON_THE_WAVE[number])
