"""A document read once: folded, cut up and counted, for n-grams and facts alike."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from classifier import links, text
from classifier.contrast import Part, oddest_part
from classifier.documents import Document
from classifier.links import Link
from classifier.passages import Passage, passages

DESCRIPTION_CHARS: Final = 20_000  # what is read of a description: its beginning
FIELD_CHARS: Final = 1_000
MAX_LINKS: Final = 300
MAX_PARAGRAPHS: Final = 200
PASSAGE_WORDS: Final = 45

# What old build tools write into a field that was left empty.
_UNKNOWN: Final = "UNKNOWN"


@dataclass(frozen=True)
class Reading:
    """One document with what features ask of it. Every attribute is computed when first asked for, and once."""

    document: Document

    @cached_property
    def raw_description(self) -> str:
        return _filled(self.document.description)[:DESCRIPTION_CHARS]

    @cached_property
    def raw_summary(self) -> str:
        return _filled(self.document.summary)[:FIELD_CHARS]

    @cached_property
    def description(self) -> str:
        """Folded, addresses included."""
        return text.fold(self.raw_description)

    @cached_property
    def name_words(self) -> list[str]:
        return text.words(text.fold(self.document.name[:FIELD_CHARS]).replace("_", " "))

    @cached_property
    def summary_words(self) -> list[str]:
        return text.words(text.prose(text.fold(self.raw_summary)))

    @cached_property
    def keyword_words(self) -> list[str]:
        return text.words(text.fold(_filled(self.document.keywords)[:FIELD_CHARS]))

    @cached_property
    def paragraphs(self) -> list[str]:
        """Of the description, folded, addresses included; where there are too many, the last is all the rest."""
        found = text.paragraphs(self.description)
        head, rest = found[:MAX_PARAGRAPHS], found[MAX_PARAGRAPHS:]
        return [*head, "\n".join(rest)] if rest else head

    @cached_property
    def paragraph_words(self) -> list[list[str]]:
        return [text.words(text.prose(paragraph)) for paragraph in self.paragraphs]

    @cached_property
    def passage_words(self) -> list[list[str]]:
        """Neighbouring paragraphs together, until there are enough words to be about something."""
        found: list[list[str]] = [[]]
        for words in self.paragraph_words:
            if len(found[-1]) >= PASSAGE_WORDS:
                found.append([])
            found[-1] += words
        return found

    @cached_property
    def description_words(self) -> list[str]:
        return [word for paragraph in self.paragraph_words for word in paragraph]

    @cached_property
    def passages(self) -> list[Passage]:
        """Summary and paragraphs, to be judged each alone."""
        return passages(self.raw_summary, self.raw_description, self.keyword_words + self.name_words)

    @cached_property
    def said(self) -> frozenset[str]:
        """The words of summary and description."""
        return frozenset(self.summary_words) | frozenset(self.description_words)

    @cached_property
    def oddest_part(self) -> Part:
        return oddest_part([passage for passage in self.passages if passage.kind == "passage"])

    @cached_property
    def project_links(self) -> list[Link]:
        """Of the metadata: home page and project URLs."""
        return _parsed([url for _, url in self.document.links])

    @cached_property
    def text_links(self) -> list[Link]:
        """Written in summary and description."""
        return _parsed(text.urls_in(f"{self.raw_summary}\n{self.raw_description}"))


def _filled(value: str) -> str:
    return "" if value.strip() == _UNKNOWN else value


def _parsed(urls: list[str]) -> list[Link]:
    return [link for url in urls[:MAX_LINKS] if (link := links.parse(url)) is not None]
