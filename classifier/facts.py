"""Facts: features with a name, each a figure 0..1 in a column of its own, each understandable to a moderator.

What is unknown is 0, the same as absent, so that it says nothing. Wording is never a fact; n-grams see to that.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from classifier import text, vocabulary
from classifier.documents import AccountFacts
from classifier.links import parse, squashed
from classifier.reading import Reading


@dataclass(frozen=True, slots=True)
class Fact:
    """`measure` answers 0..1. `sentence` says to a person what a high answer means; `field`: where to look."""

    key: str
    field: str
    sentence: str
    measure: Callable[[Reading], float]


_CODE_LINE: Final = re.compile(
    r"^(?: {4,}|\t|>>> |\.\.\. |\$ |# ?pip |pip3? install |(?:from|import|def|class|async def|return|with) \w"
    r"|```|~~~|\.\. [\w-]+::)|::$|^\w[\w.]* ?= ?\S|^\w[\w.]*\([^)]{0,80}\)$"
)
_INSTALLS: Final = re.compile(
    r"(?:pip3?|pipx|uv|conda|easy_install|poetry)(?: pip)?(?: install| add)? +(?:-[\w-]+ +){0,3}([a-z][\w.-]{1,60})"
)
_ANCHOR: Final = re.compile(r"<a\s[^<>]{0,300}href|\[url=", re.IGNORECASE)
_BADGE: Final = re.compile(r"\.svg|\.\. image::|\[!\[|badge", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?\d{1,3}[ .\-(]{0,3}\d{3}[ .\-)]{1,3}\d{3}[ .\-]{0,2}\d{2,4}")
_MONEY: Final = re.compile(r"[$€£¥₹₽₩]\s?\d|\d\s?[$€£¥₹₽₩]|\d\s?%")
_HEADING: Final = re.compile(r"^(?:#{1,4} |={4,}\s*$|-{4,}\s*$|~{4,}\s*$)", re.MULTILINE)
_CAPITALS: Final = re.compile(r"\b[A-Z]{3,}\b")
_SYMBOLS: Final = re.compile("[\u2190-\u21ff\u2580-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_LOUD: Final = re.compile(r"[!?]{2,}|~{2,}|\*{3,}|:{3,}|\|{2,}|-{2,}>|>{2,}|\({2,}|\[{2,}")
_SENTENCE_CHARS: Final = 80


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole else 0.0


def _saturating(count: float, half: float) -> float:
    """0..1, one half at `half`."""
    return count / (count + half)


def _lines(reading: Reading) -> list[str]:
    return [line for line in reading.raw_description.splitlines() if line.strip()]


def _code_share(reading: Reading) -> float:
    lines = _lines(reading)
    return _share(3 * sum(bool(_CODE_LINE.search(line)) for line in lines), len(lines))


def _no_code(reading: Reading) -> float:
    """Prose without one line of code; the more of it, the more it says."""
    return 0.0 if _code_share(reading) else _saturating(len(reading.description_words), 60)


def _repository(reading: Reading) -> float:
    return float(any(link.is_repository for link in reading.project_links))


def _repository_names_project(reading: Reading) -> float:
    return float(
        any(link.is_repository and link.names(reading.document.name) for link in reading.project_links)
    )


def _home_elsewhere(reading: Reading) -> float:
    """Part of the project's links that lead to places not of software and that do not bear its name."""
    alien = [
        link
        for link in reading.project_links
        if not link.is_development and not link.names(reading.document.name)
    ]
    return _share(len(alien), len(reading.project_links))


def _links_disagree(reading: Reading) -> float:
    """The README speaks of a repository, the project's own links lead to sites it never mentions."""
    repositories = [link for link in reading.text_links if link.is_repository]
    mentioned = {link.site for link in reading.text_links}
    strange = [
        link for link in reading.project_links if not link.is_development and link.site not in mentioned
    ]
    return float(bool(repositories)) * _share(len(strange), len(reading.project_links))


def _installs_another(reading: Reading) -> float:
    """The README's install lines name only other projects: a copied README."""
    installed = {squashed(found) for found in _INSTALLS.findall(reading.description) if found != "install"}
    return float(bool(installed) and squashed(reading.document.name) not in installed)


def _offsite_share(reading: Reading) -> float:
    return _share(sum(not link.is_development for link in reading.text_links), len(reading.text_links))


def _named_links(reading: Reading) -> float:
    """Part of the addresses in the text that bear the project's name."""
    return _share(
        sum(link.names(reading.document.name) for link in reading.text_links), len(reading.text_links)
    )


def _one_site(reading: Reading) -> float:
    """How far the addresses in the text push one site that is not of software."""
    sites = Counter(link.site for link in reading.text_links if not link.is_development)
    if not sites:
        return 0.0
    most = max(sites.values())
    return _share(most, len(reading.text_links)) * _saturating(most, 2)


def _link_density(reading: Reading) -> float:
    count = sum(not link.is_development for link in reading.text_links)
    return _share(20 * count, len(reading.description_words) + len(reading.summary_words) + 10)


def _densest_passage(reading: Reading) -> float:
    """The passage with most addresses off software sites for its words."""
    densities = [0.0]
    for passage, words in zip(reading.passages, reading.passage_words, strict=True):
        found = [
            link for url in text.urls_in(passage)[:40] if (link := parse(url)) and not link.is_development
        ]
        densities.append(_share(20 * len(found), len(words) + 10))
    return max(densities)


def _strongest_offer(reading: Reading) -> float:
    """The passage with the largest part of words of an offer."""
    shares = [vocabulary.share("offer", words) for words in reading.passage_words if len(words) > 7]  # noqa: PLR2004
    return min(1.0, 4 * max(shares, default=0.0))


def _weakest_software(reading: Reading) -> float:
    """A long passage with no word of software in it."""
    longest = [len(words) for words in reading.passage_words if not vocabulary.share("software", words)]
    return _saturating(max(longest, default=0), 40)


def _nothing_of_software(reading: Reading) -> float:
    """Neither a word of software nor an address of software in any field."""
    words = reading.name_words + reading.summary_words + reading.description_words
    if vocabulary.share("software", words) or any(
        link.is_development for link in reading.project_links + reading.text_links
    ):
        return 0.0
    return _saturating(len(words), 5)


def _content(words: list[str]) -> set[str]:
    """Words that say what a text is about: the short ones are mostly grammar; beginnings, so that endings do not count."""
    return {word[:6] for word in words if len(word) > 3}  # noqa: PLR2004


def _summary_stranger(reading: Reading) -> float:
    """A summary without a word of software, by the part of its words that name, keywords and description lack."""
    said = _content(reading.summary_words)
    known = _content(reading.description_words + reading.name_words + reading.keyword_words)
    if len(known) < 20 or not said:  # noqa: PLR2004 - too little to compare with
        return 0.0
    return _share(len(said - known), len(said)) * _lacks_software(reading.summary_words)


def _lacks_software(words: list[str]) -> float:
    """1 without any word of software, 0 where every eighth word is one."""
    return 1 - min(1.0, 8 * vocabulary.share("software", words))


def _name_stranger(reading: Reading) -> float:
    """The words of the name do not occur in a description that is long enough to name its subject."""
    known = squashed(reading.raw_description)
    words = [word for word in reading.name_words if len(word) > 2 and "0" not in word]  # noqa: PLR2004
    if len(reading.description_words) < 40 or not words:  # noqa: PLR2004
        return 0.0
    return _share(sum(squashed(word) not in known for word in words), len(words))


def _foreign_passage(reading: Reading) -> float:
    """The passage without a word of software that shares fewest words with the rest, and leads to other sites."""
    contents = [_content(words) for words in reading.passage_words]
    counts = Counter(word for content in contents for word in content)
    strangeness = [0.0]
    for passage, words, content in zip(reading.passages, reading.passage_words, contents, strict=True):
        if len(content) > 3 and len(contents) > 1 and _leads_away(passage):  # noqa: PLR2004
            alone = sum(counts[word] == 1 for word in content) / len(content)
            strangeness.append(alone * _lacks_software(words))
    return max(strangeness)


def _foreign_offer(reading: Reading) -> float:
    """The passage with most of an offer and least of software."""
    wooing = [
        vocabulary.share("offer", words) * _lacks_software(words)
        for words in reading.passage_words
        if len(words) > 7  # noqa: PLR2004
    ]
    return min(1.0, 5 * max(wooing, default=0.0))


def _leads_away(passage: str) -> bool:
    return any((link := parse(url)) and not link.is_development for url in text.urls_in(passage)[:40])


def _anchors(reading: Reading) -> float:
    return _saturating(len(_ANCHOR.findall(reading.raw_description)), 3)


def _repetition(reading: Reading) -> float:
    words = reading.description_words
    if len(words) < 20:  # noqa: PLR2004 - too short to repeat itself
        return 0.0
    pairs = Counter(pairwise(words))
    return 1 - len(pairs) / (len(words) - 1)


def _raw_text(reading: Reading) -> str:
    return f"{reading.document.name}\n{reading.raw_summary}\n{reading.raw_description}"


def _per_words(pattern: re.Pattern[str], factor: float) -> Callable[[Reading], float]:
    return lambda reading: _share(
        factor * len(pattern.findall(text.prose(f"{reading.raw_summary}\n{reading.raw_description}"))),
        len(reading.description_words) + len(reading.summary_words) + 10,
    )


def _no_code_files(reading: Reading) -> float:
    counts = [file.python_modules for file in reading.document.files if file.python_modules is not None]
    return float(bool(counts) and max(counts) == 0)


def _account(measure: Callable[[AccountFacts], float]) -> Callable[[Reading], float]:
    return lambda reading: measure(reading.document.account) if reading.document.account else 0.0


FACTS: Final = (
    Fact(
        "empty_description",
        "description",
        "has no description",
        lambda r: float(not r.raw_description.strip()),
    ),
    Fact("empty_summary", "summary", "has no summary", lambda r: float(not r.raw_summary.strip())),
    Fact(
        "no_links",
        "links",
        "names no address at all",
        lambda r: float(not r.project_links and not r.text_links),
    ),
    Fact("repository", "links", "links to a source repository", _repository),
    Fact(
        "repository_names_project",
        "links",
        "its repository bears the project's name",
        _repository_names_project,
    ),
    Fact(
        "home_elsewhere",
        "links",
        "its links lead to sites that are neither of software nor of its name",
        _home_elsewhere,
    ),
    Fact("links_disagree", "links", "its README and its links speak of different places", _links_disagree),
    Fact(
        "installs_another",
        "description",
        "its README tells how to install another project",
        _installs_another,
    ),
    Fact("code_share", "description", "shows code", _code_share),
    Fact("no_code", "description", "describes no code", _no_code),
    Fact(
        "headings",
        "description",
        "is structured by headings",
        lambda r: _saturating(len(_HEADING.findall(r.raw_description)), 3),
    ),
    Fact(
        "badges",
        "description",
        "shows badges",
        lambda r: _saturating(len(_BADGE.findall(r.raw_description)), 2),
    ),
    Fact(
        "long_description",
        "description",
        "describes itself at length",
        lambda r: _saturating(len(r.description_words), 300),
    ),
    Fact("offsite_share", "description", "the addresses in its text are not of software", _offsite_share),
    Fact("named_links", "description", "the addresses in its text bear the project's name", _named_links),
    Fact("one_site", "description", "pushes one site", _one_site),
    Fact("link_density", "description", "is full of addresses for its few words", _link_density),
    Fact("densest_passage", "description", "one passage is full of addresses", _densest_passage),
    Fact("strongest_offer", "description", "one passage reads like an offer", _strongest_offer),
    Fact("weakest_software", "description", "one passage has nothing to do with software", _weakest_software),
    Fact("nothing_of_software", "description", "nothing in it speaks of software", _nothing_of_software),
    Fact(
        "summary_stranger",
        "summary",
        "its summary and its description speak of different things",
        _summary_stranger,
    ),
    Fact("name_stranger", "name", "its description does not speak of what its name says", _name_stranger),
    Fact(
        "foreign_passage",
        "description",
        "a passage with addresses has nothing to do with the rest",
        _foreign_passage,
    ),
    Fact(
        "foreign_offer", "description", "one passage is an offer without a word of software", _foreign_offer
    ),
    Fact("anchors", "description", "carries HTML links as forums do", _anchors),
    Fact("repetition", "description", "repeats the same phrases", _repetition),
    Fact(
        "disguise",
        "description",
        "hides letters behind look-alike or invisible characters",
        lambda r: float(text.is_disguised(_raw_text(r))),
    ),
    Fact("symbols", "description", "is decorated with symbols", _per_words(_SYMBOLS, 10)),
    Fact("loud", "description", "shouts with punctuation", _per_words(_LOUD, 10)),
    Fact("exclamations", "description", "exclaims", _per_words(re.compile("!"), 10)),
    Fact("capitals", "description", "shouts in capitals", _per_words(_CAPITALS, 3)),
    Fact(
        "phones",
        "description",
        "gives telephone numbers",
        lambda r: _saturating(len(_PHONE.findall(_raw_text(r))), 1),
    ),
    Fact("money", "description", "speaks of sums of money or percentages", _per_words(_MONEY, 10)),
    Fact(
        "summary_software",
        "summary",
        "its summary speaks of software",
        lambda r: min(1.0, 3 * vocabulary.share("software", r.summary_words)),
    ),
    Fact(
        "summary_offer",
        "summary",
        "its summary reads like an offer",
        lambda r: min(1.0, 3 * vocabulary.share("offer", r.summary_words)),
    ),
    Fact(
        "summary_link",
        "summary",
        "its summary holds an address",
        lambda r: float(bool(text.urls_in(r.raw_summary))),
    ),
    Fact(
        "summary_long",
        "summary",
        "its summary is long",
        lambda r: _share(len(r.raw_summary), 4 * _SENTENCE_CHARS),
    ),
    Fact(
        "description_software",
        "description",
        "its description speaks of software",
        lambda r: min(1.0, 4 * vocabulary.share("software", r.description_words)),
    ),
    Fact(
        "description_offer",
        "description",
        "its description reads like an offer",
        lambda r: min(1.0, 4 * vocabulary.share("offer", r.description_words)),
    ),
    Fact(
        "name_software",
        "name",
        "its name speaks of software",
        lambda r: min(1.0, 2 * vocabulary.share("software", r.name_words)),
    ),
    Fact(
        "name_offer",
        "name",
        "its name reads like an offer",
        lambda r: min(1.0, 2 * vocabulary.share("offer", r.name_words)),
    ),
    Fact(
        "name_sentence",
        "name",
        "its name is a whole sentence",
        lambda r: _share(max(0, len(r.name_words) - 3), 5),
    ),
    Fact(
        "name_figures",
        "name",
        "its name holds figures",
        lambda r: _share(2 * sum("0" in word for word in r.name_words), len(r.name_words)),
    ),
    Fact("name_long", "name", "its name is long", lambda r: _share(max(0, len(r.document.name) - 20), 40)),
    # What the examples of the starting model say nothing true about: only verdicts of the index itself teach these.
    Fact("classifiers", "classifiers", "has classifiers", lambda r: float(bool(r.document.classifiers))),
    Fact(
        "dependencies",
        "requires_dist",
        "depends on other projects",
        lambda r: float(bool(r.document.requires_dist)),
    ),
    Fact("license", "license", "names a license", lambda r: float(bool(r.document.license))),
    Fact("no_code_files", "files", "its files hold no Python code", _no_code_files),
    Fact(
        "new_account", "account", "comes from a new account", _account(lambda a: _saturating(1, a.age_days))
    ),
    Fact("newcomer", "account", "comes from a newcomer", _account(lambda a: float(a.standing == "newcomer"))),
    Fact(
        "trusted",
        "account",
        "comes from a trusted account",
        _account(lambda a: float(a.standing == "trusted")),
    ),
    Fact(
        "account_spam",
        "account",
        "its account published spam before",
        _account(lambda a: _saturating(a.earlier_spam_verdicts, 1)),
    ),
    Fact(
        "account_honest",
        "account",
        "its account published honest projects before",
        _account(lambda a: _saturating(a.earlier_honest_verdicts, 1)),
    ),
    Fact(
        "many_projects",
        "account",
        "its account has many projects",
        _account(lambda a: _saturating(a.earlier_projects, 10)),
    ),
)
