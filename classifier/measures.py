"""How the facts of `classifier.facts` are measured: pure functions of a reading, 0..1, in linear time."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from classifier import text, vocabulary
from classifier.contrast import Part
from classifier.documents import AccountFacts
from classifier.links import Link, parse, squashed
from classifier.passages import CODE_LINE, Passage, content, pressing, worst
from classifier.reading import Reading

_INSTALLS: Final = re.compile(
    r"(?:pip3?|pipx|uv|conda|easy_install|poetry)(?: pip)?(?: install| add)? +(?:-[\w-]+ +){0,3}([a-z][\w.-]{1,60})"
)
_ANCHOR: Final = re.compile(r"<a\s[^<>]{0,300}href|\[url=", re.IGNORECASE)
BADGE: Final = re.compile(r"\.svg|\.\. image::|\[!\[|badge", re.IGNORECASE)
PHONE: Final = re.compile(r"\+?\d{1,3}[ .\-(]{0,3}\d{3}[ .\-)]{1,3}\d{3}[ .\-]{0,2}\d{2,4}")
# How strangers ask to be written to, by the names that messengers have in all scripts. Software that speaks to
# these services says so in words of software beside.
MESSENGER: Final = re.compile(
    r"whats ?app|wa\.me|telegram|\bt\.me/|\bskype\b|\bviber\b|wechat|微信|\bqq\b|\bzalo\b|kakao|카톡|"
    r"واتس ?اب|واتساپ|تلگرام|ватсап|вотсап|телеграм|вайбер",
    re.IGNORECASE,
)
MONEY: Final = re.compile(r"[$€£¥₹₽₩]\s?\d|\d\s?[$€£¥₹₽₩]|\d\s?%")
EXCLAMATION: Final = re.compile("!")
HEADING: Final = re.compile(r"^(?:#{1,4} |={4,}\s*$|-{4,}\s*$|~{4,}\s*$)", re.MULTILINE)
CAPITALS: Final = re.compile(r"\b[A-Z]{3,}\b")
SYMBOLS: Final = re.compile("[\u2190-\u21ff\u2580-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
LOUD: Final = re.compile(r"[!?]{2,}|~{2,}|\*{3,}|:{3,}|\|{2,}|-{2,}>|>{2,}|\({2,}|\[{2,}")


def share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole else 0.0


def saturating(count: float, half: float) -> float:
    """0..1, one half at `half`."""
    return count / (count + half)


def no_code(reading: Reading) -> float:
    """Prose without one line of code; the more of it, the more it says."""
    lines = reading.raw_description.splitlines()
    has_code = any(CODE_LINE.search(line) for line in lines if line.strip())
    return 0.0 if has_code else saturating(len(reading.description_words), 60)


def installs_another(reading: Reading) -> float:
    """The README's install lines name only other projects: a copied README."""
    installed = {squashed(found) for found in _INSTALLS.findall(reading.description) if found != "install"}
    return float(bool(installed) and squashed(reading.document.name) not in installed)


def offsite_share(reading: Reading) -> float:
    return share(sum(not link.is_development for link in reading.text_links), len(reading.text_links))


def named_links(reading: Reading) -> float:
    """Part of the addresses in the text that bear the project's name."""
    return share(
        sum(link.names(reading.document.name) for link in reading.text_links), len(reading.text_links)
    )


def one_site(reading: Reading) -> float:
    """How far the addresses in the text push one site that is not of software."""
    sites = Counter(link.site for link in reading.text_links if not link.is_development)
    if not sites:
        return 0.0
    most = max(sites.values())
    return share(most, len(reading.text_links)) * saturating(most, 2)


def link_density(reading: Reading) -> float:
    count = sum(not link.is_development for link in reading.text_links)
    return share(20 * count, len(reading.description_words) + len(reading.summary_words) + 10)


def densest_passage(reading: Reading) -> float:
    """The passage with most addresses off software sites for its words."""
    densities = [0.0]
    for passage, words in zip(reading.paragraphs, reading.paragraph_words, strict=True):
        found = [
            link for url in text.urls_in(passage)[:40] if (link := parse(url)) and not link.is_development
        ]
        densities.append(share(20 * len(found), len(words) + 10))
    return max(densities)


def weakest_software(reading: Reading) -> float:
    """A long passage with no word of software in it."""
    longest = [len(words) for words in reading.paragraph_words if not vocabulary.software_share(words)]
    return saturating(max(longest, default=0), 40)


def nothing_of_software(reading: Reading) -> float:
    """Neither a word of software nor an address of software in any field."""
    words = reading.name_words + reading.summary_words + reading.description_words
    if vocabulary.software_share(words) or any(
        link.is_development for link in reading.project_links + reading.text_links
    ):
        return 0.0
    return saturating(len(words), 20)  # a line may do without such a word, a page hardly


def summary_stranger(reading: Reading) -> float:
    """A summary without a word of software, by the part of its words that name, keywords and description lack."""
    said = content(reading.summary_words)
    known = content(reading.description_words + reading.name_words + reading.keyword_words)
    if len(known) < 20 or not said:  # noqa: PLR2004 - too little to compare with
        return 0.0
    return share(len(said - known), len(said)) * lacks_software(reading.summary_words)


def lacks_software(words: list[str]) -> float:
    """1 without any word of software, 0 where every eighth word is one."""
    return 1 - min(1.0, 8 * vocabulary.software_share(words))


def name_stranger(reading: Reading) -> float:
    """The words of the name do not occur in a description that is long enough to name its subject."""
    known = squashed(reading.raw_description)
    words = [word for word in reading.name_words if len(word) > 2 and "0" not in word]  # noqa: PLR2004
    if len(reading.description_words) < 40 or not words:  # noqa: PLR2004
        return 0.0
    return share(sum(squashed(word) not in known for word in words), len(words))


def foreign_passage(reading: Reading) -> float:
    """The passage without a word of software that shares fewest words with the rest, and leads to other sites."""
    contents = [content(words) for words in reading.paragraph_words]
    counts = Counter(word for said in contents for word in said)
    strangeness = [0.0]
    for passage, words, said in zip(reading.paragraphs, reading.paragraph_words, contents, strict=True):
        if len(said) > 3 and len(contents) > 1 and _leads_away(passage):  # noqa: PLR2004
            alone = sum(counts[word] == 1 for word in said) / len(said)
            strangeness.append(alone * lacks_software(words))
    return max(strangeness)


def _leads_away(passage: str) -> bool:
    return any((link := parse(url)) and not link.is_development for url in text.urls_in(passage)[:40])


def worst_summary(measure: Callable[[Passage], float]) -> Callable[[Reading], tuple[float, str]]:
    return lambda reading: worst((found for found in reading.passages if found.kind == "summary"), measure)


def worst_passage(measure: Callable[[Passage], float]) -> Callable[[Reading], tuple[float, str]]:
    return lambda reading: worst((found for found in reading.passages if found.kind == "passage"), measure)


def odd_part(measure: Callable[[Part], float]) -> Callable[[Reading], tuple[float, str]]:
    """A measure of the oddest part, by how odd that is; and what stands there."""

    def found(reading: Reading) -> tuple[float, str]:
        part = reading.oddest_part
        value = part.oddness * measure(part)
        return value, part.quote if value else ""

    return found


def _leads_to_others(reading: Reading, part: Part) -> float:
    """1 where it leads to two sites or more that are not of software, not of the project's name nor of its links."""
    own = {link.site for link in reading.project_links}
    away = {
        link.site
        for passage in part.passages
        for link in passage.links
        if not link.is_development and not link.names(reading.document.name) and link.site not in own
    }
    return min(1.0, len(away) / 2)


def odd_part_leads_away(reading: Reading) -> tuple[float, str]:
    return odd_part(lambda part: _leads_to_others(reading, part))(reading)


def loudest_passage(pattern: re.Pattern[str]) -> Callable[[Reading], tuple[float, str]]:
    """The passage without software in which most of this stands for its words."""
    return worst_passage(
        lambda passage: (
            0.0
            if passage.has_code
            else share(3 * len(pattern.findall(text.prose(passage.quote))), len(passage.words) + 10)
            * passage.lacks_software
        )
    )


def contact(passage: Passage) -> float:
    """A telephone number or a messenger to write to, in a passage that is not of software."""
    given = PHONE.search(passage.quote) or MESSENGER.search(passage.quote)
    return passage.lacks_software if given and not passage.has_code else 0.0


def name_presses(reading: Reading) -> float:
    return pressing(reading.name_words)


def address_presses(reading: Reading) -> float:
    """The words of one of the project's own addresses press a reader."""
    return max((pressing(_address_words(link)) for link in reading.project_links), default=0.0)


def _address_words(link: Link) -> list[str]:
    return [*text.words(link.site.replace(".", " ").replace("-", " ")), *link.words]


def anchors(reading: Reading) -> float:
    return saturating(len(_ANCHOR.findall(reading.raw_description)), 3)


def repetition(reading: Reading) -> float:
    words = reading.description_words
    if len(words) < 20:  # noqa: PLR2004 - too short to repeat itself
        return 0.0
    pairs = Counter(pairwise(words))
    return 1 - len(pairs) / (len(words) - 1)


def raw_text(reading: Reading) -> str:
    return f"{reading.document.name}\n{reading.raw_summary}\n{reading.raw_description}"


def per_words(pattern: re.Pattern[str], factor: float) -> Callable[[Reading], float]:
    return lambda reading: share(
        factor * len(pattern.findall(text.prose(f"{reading.raw_summary}\n{reading.raw_description}"))),
        len(reading.description_words) + len(reading.summary_words) + 10,
    )


def no_code_files(reading: Reading) -> float:
    counts = [file.python_modules for file in reading.document.files if file.python_modules is not None]
    return float(bool(counts) and max(counts) == 0)


def account(measure: Callable[[AccountFacts], float]) -> Callable[[Reading], float]:
    return lambda reading: measure(reading.document.account) if reading.document.account else 0.0
