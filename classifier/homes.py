"""Homes: where the links of a project lead, and whether it is at home there. Pure functions of a reading, 0..1."""

from typing import Final

from classifier.links import Link, squashed
from classifier.measures import lacks_software, share
from classifier.reading import Reading

_NAME_LETTERS: Final = 4  # a shorter name is part of too many others


def repository(reading: Reading) -> float:
    return float(any(link.is_repository for link in reading.project_links))


def repository_names_project(reading: Reading) -> float:
    return float(
        any(link.is_repository and link.names(reading.document.name) for link in reading.project_links)
    )


def home_elsewhere(reading: Reading) -> float:
    """Part of the project's links that lead to places not of software and that do not bear its name."""
    return share(len(_alien_links(reading)), len(reading.project_links))


def _alien_links(reading: Reading) -> list[Link]:
    return [link for link in reading.project_links if not (link.is_development or _belongs(reading, link))]


def _belongs(reading: Reading, link: Link) -> bool:
    """Whether the address bears the name of the project, of who keeps its repository, or one that its words say.

    A company that writes of itself says its name as one word; an advertiser's site is named for many.
    """
    if link.names(reading.document.name):
        return True
    label = squashed(link.site.split(".")[0])
    owners = {
        squashed(own.segments[0]) for own in reading.project_links if own.is_repository and own.segments
    }
    if len(label) < _NAME_LETTERS:
        return False
    return (
        label in reading.said
        or any(label in owner or owner in label for owner in owners if len(owner) >= _NAME_LETTERS)
        or any(word in label and 3 * len(word) > 2 * len(label) for word in reading.name_words)
    )


def _is_at_home(reading: Reading) -> bool:
    """Whether one of the project's links is a repository that its text speaks of too, or that bears its name."""
    spoken = {(link.host, *link.segments[:2]) for link in reading.text_links if link.is_repository}
    return any(
        link.is_repository
        and (link.names(reading.document.name) or (link.host, *link.segments[:2]) in spoken)
        for link in reading.project_links
    )


def many_homes(reading: Reading) -> float:
    """Links to several such places: a company has one site, an advertiser many; who has a repository, profiles."""
    if _is_at_home(reading):
        return 0.0
    return share(max(0, len({link.site for link in _alien_links(reading)}) - 1), 2)


def address_sentence(reading: Reading) -> float:
    """How many words the longest of such addresses has after its site: pages made for search engines have many."""
    return share(max(0, max((len(link.words) for link in _alien_links(reading)), default=0) - 2), 6)


def home_elsewhere_bare(reading: Reading) -> float:
    """As `home_elsewhere`, where the words beside the links do not speak of software either."""
    return home_elsewhere(reading) * lacks_software(reading.summary_words + reading.description_words)


def links_disagree(reading: Reading) -> float:
    """The README speaks of a repository, the project's own links of none, but of sites that it never mentions."""
    if _is_at_home(reading) or not any(link.is_repository for link in reading.text_links):
        return 0.0
    mentioned = {link.site for link in reading.text_links}
    strange = [link for link in _alien_links(reading) if link.site not in mentioned]
    return share(len(strange), len(reading.project_links))
