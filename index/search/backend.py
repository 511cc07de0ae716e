"""What finding asks of a database. Entries are known by their ids, which grow with the date of the release."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched of a project: words of `index.search.words`, separated by blanks."""

    project_id: int
    name: str  # normalized
    names: str
    summary: str
    description: str
    classifiers: tuple[int, ...]  # keys
    second: int  # of the newest release, in Unix time


class Where(Enum):
    """Which text has to have the words."""

    SUMMARY = "summary"  # name, summary, keywords
    ANYWHERE = "anywhere"  # these and the description


class Backend(ABC):
    @abstractmethod
    def take_turn(self) -> None:
        """Wait until no other transaction writes entries; this one may, until it ends."""

    @abstractmethod
    def add(self, document: Document) -> None:
        """Add the project's entry; it has none."""

    @abstractmethod
    def named(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> list[tuple[int, str]]:
        """Newest entries with all words within the name, and their names."""

    @abstractmethod
    def newest(self, words: Sequence[str], classifiers: Sequence[int], where: Where, limit: int) -> list[int]:
        """Newest entries with all words and classifiers."""

    @abstractmethod
    def best(
        self, words: Sequence[str], classifiers: Sequence[int], where: Where, among: int, limit: int
    ) -> list[int]:
        """The `among` newest entries with all words and classifiers, most relevant first."""

    @abstractmethod
    def count(self, words: Sequence[str], classifiers: Sequence[int], limit: int) -> int:
        """How many entries have all words and classifiers, counted up to `limit`."""

    @abstractmethod
    def similar(self, name: str, limit: int) -> list[str]:
        """Names that share many groups of three letters with `name`, the likest first."""
