"""Text as the features read it: folded, cut into paragraphs, words and n-grams. Linear time throughout."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

# Letters of other scripts that pass for Latin ones, as spam uses them to hide a word from filters (Unicode TR 39).
_LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝвкмнтгα" + "οερικντυωχ",
    "aeopcyxijshdqwbkmhtra" + "oepikvtuwx",
)
# Letters in boxes and discs, which NFKC leaves as they are.
_BOXED: Final = {
    first + offset: chr(ord("a") + offset) for first in (0x1F150, 0x1F170) for offset in range(26)
}
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_MARKS: Final = re.compile("[\u0300-\u036f]")
_LATIN: Final = re.compile("[a-z]")
_LOOKS_LATIN: Final = re.compile("[\u0370-\u03ff\u0400-\u052f]")
# Joiners (U+200C, U+200D) are no sign: Persian, Hindi and emoji need them.
_HIDDEN: Final = re.compile("[A-Za-z][\u00ad\u200b\u2060\ufeff][A-Za-z]")
_STYLED: Final = re.compile("[\U0001d400-\U0001d7ff\U0001f150-\U0001f169\U0001f170-\U0001f189]{4}")
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_WORD: Final = re.compile(r"[\w\u0900-\u0dff\u0e00-\u0e7f]+")  # Indic and Thai vowel signs are parts of words
_DIGITS: Final = re.compile(r"\d+")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'`\]\)}|\\]{1,300}", re.IGNORECASE)
_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w.-]{1,200}")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")

_SPELLED_LETTERS: Final = 4  # "f r e e": from four single letters on, they are one word


def fold(text: str) -> str:
    """`text` as a reader would say it: compatibility forms, boxes, accents, look-alikes and case undone (NFKC, TR 39)."""
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).translate(_BOXED))
    text = unicodedata.normalize("NFKC", _MARKS.sub("", text)).casefold()
    if not _LOOKS_LATIN.search(text):
        return text
    return _WORD.sub(lambda word: _without_look_alikes(word[0]), text)


def _without_look_alikes(word: str) -> str:
    # Only in words of mixed script: Russian and Greek words stay Russian and Greek.
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) and _LOOKS_LATIN.search(word) else word


def is_disguised(text: str) -> bool:
    """Whether `text` hides letters: invisible ones between Latin letters, words of mixed script, words in styled forms."""
    if text.isascii():
        return False
    if _HIDDEN.search(text) or _STYLED.search(text):
        return True
    if not _LOOKS_LATIN.search(text):
        return False
    return any(_is_mixed(word) for word in _WORD.findall(text.casefold()))


def _is_mixed(word: str) -> bool:
    # Each script twice or more, so that "µs" and "β2" pass.
    return (
        len(_LATIN.findall(word)) > 1
        and len(_LOOKS_LATIN.findall(word)) > 0
        and len(word) >= _SPELLED_LETTERS
    )


def urls_in(text: str) -> list[str]:
    """The addresses written in `text`, in order."""
    return _URL.findall(text)


def prose(text: str) -> str:
    """`text` without addresses and markup tags; e-mail addresses go too, they are nobody's business here."""
    return _TAG.sub(" ", _MAIL.sub(" ", _URL.sub(" ", text)))


def words(folded: str) -> list[str]:
    """The words of a folded text. Figures become 0, so that no year or number is learned; spelled-out words join."""
    return list(_joined(_DIGITS.sub("0", word.strip("_")) for word in _WORD.findall(folded)))


def _joined(words: Iterator[str]) -> Iterator[str]:
    letters: list[str] = []
    for word in words:
        if len(word) == 1 and word.isalpha() and word.isascii():
            letters.append(word)
            continue
        yield from _flushed(letters)
        letters.clear()
        if word:
            yield word
    yield from _flushed(letters)


def _flushed(letters: list[str]) -> list[str]:
    return ["".join(letters)] if len(letters) >= _SPELLED_LETTERS else letters


def without_urls(text: str) -> str:
    return _URL.sub("", text)


def word_ngrams(words: list[str]) -> Iterator[str]:
    """Words and pairs of neighbours."""
    yield from words
    for left, right in pairwise(words):
        yield f"{left} {right}"


def char_ngrams(words: list[str]) -> Iterator[str]:
    """Runs of 3, 4 and 5 characters inside words, word ends marked by a blank (scikit-learn's `char_wb`)."""
    for word in words:
        padded = f" {word} "
        size = len(padded)
        for length in (3, 4, 5):
            for start in range(size - length + 1):
                yield padded[start : start + length]


def paragraphs(text: str) -> list[str]:
    """`text` cut at blank lines, without empty parts."""
    return [part for part in _BLANK_LINE.split(text) if part.strip()]
