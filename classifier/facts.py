"""Facts: features with a name, each a figure 0..1 in a column of its own, each understandable to a moderator.

What is unknown is 0, the same as absent, so that it says nothing. Wording is never a fact; n-grams see to that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from classifier import homes, measures, text, vocabulary
from classifier.reading import Reading


@dataclass(frozen=True, slots=True)
class Fact:
    """`measure` answers 0..1. `sentence` says to a person what a high answer means; `field`: where to look.

    `quote`: the piece of text that the answer is about, where it is about one.
    """

    key: str
    field: str
    sentence: str
    measure: Callable[[Reading], float]
    quote: Callable[[Reading], str] = lambda _: ""


def _worst(key: str, field: str, sentence: str, found: Callable[[Reading], tuple[float, str]]) -> Fact:
    """A fact about the worst passage, which is quoted."""
    return Fact(key, field, sentence, lambda r: found(r)[0], lambda r: found(r)[1])


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
    Fact("repository", "links", "links to a source repository", homes.repository),
    Fact(
        "repository_names_project",
        "links",
        "its repository bears the project's name",
        homes.repository_names_project,
    ),
    Fact(
        "home_elsewhere",
        "links",
        "its links lead to sites that are neither of software nor of its name",
        homes.home_elsewhere,
    ),
    Fact(
        "home_elsewhere_bare",
        "links",
        "its links lead elsewhere, and its words are not of software",
        homes.home_elsewhere_bare,
    ),
    Fact(
        "many_homes",
        "links",
        "its links lead to several sites that are neither of software nor of its name",
        homes.many_homes,
    ),
    Fact("address_sentence", "links", "one of its addresses is a whole sentence", homes.address_sentence),
    Fact(
        "links_disagree",
        "links",
        "its README and its links speak of different places",
        homes.links_disagree,
    ),
    Fact(
        "installs_another",
        "description",
        "its README tells how to install another project",
        measures.installs_another,
    ),
    Fact("no_code", "description", "describes no code", measures.no_code),
    Fact(
        "headings",
        "description",
        "is structured by headings",
        lambda r: measures.saturating(len(measures.HEADING.findall(r.raw_description)), 3),
    ),
    Fact(
        "badges",
        "description",
        "shows badges",
        lambda r: measures.saturating(len(measures.BADGE.findall(r.raw_description)), 2),
    ),
    Fact(
        "long_description",
        "description",
        "describes itself at length",
        lambda r: measures.saturating(len(r.description_words), 300),
    ),
    Fact(
        "offsite_share",
        "description",
        "the addresses in its text are not of software",
        measures.offsite_share,
    ),
    Fact(
        "named_links",
        "description",
        "the addresses in its text bear the project's name",
        measures.named_links,
    ),
    Fact("one_site", "description", "pushes one site", measures.one_site),
    Fact("link_density", "description", "is full of addresses for its few words", measures.link_density),
    Fact("densest_passage", "description", "one passage is full of addresses", measures.densest_passage),
    Fact(
        "weakest_software",
        "description",
        "one passage has nothing to do with software",
        measures.weakest_software,
    ),
    Fact(
        "nothing_of_software", "description", "nothing in it speaks of software", measures.nothing_of_software
    ),
    Fact(
        "summary_stranger",
        "summary",
        "its summary and its description speak of different things",
        measures.summary_stranger,
    ),
    Fact(
        "name_stranger",
        "name",
        "its description does not speak of what its name says",
        measures.name_stranger,
    ),
    Fact(
        "foreign_passage",
        "description",
        "a passage with addresses has nothing to do with the rest",
        measures.foreign_passage,
    ),
    Fact("name_presses", "name", "its name presses to buy or to act", measures.name_presses),
    _worst(
        "summary_presses",
        "summary",
        "its summary presses to buy or to act",
        measures.worst_summary(lambda p: p.presses),
    ),
    _worst(
        "summary_strange",
        "summary",
        "its summary and the rest have no words in common",
        measures.worst_summary(lambda p: p.strangeness * p.lacks_software),
    ),
    _worst(
        "summary_strange_and_presses",
        "summary",
        "its summary presses, and the rest is about something else",
        measures.worst_summary(lambda p: p.strangeness * p.lacks_software * (p.presses > 0)),
    ),
    _worst(
        "passage_presses",
        "description",
        "one passage presses to buy or to act",
        measures.worst_passage(lambda p: p.presses * p.weight),
    ),
    _worst(
        "passage_presses_away",
        "description",
        "one passage presses, and leads to another site",
        measures.worst_passage(lambda p: p.presses * p.leads_away),
    ),
    _worst(
        "passage_presses_strangely",
        "description",
        "one passage presses, and the rest is about something else",
        measures.worst_passage(lambda p: p.presses * p.strangeness),
    ),
    _worst(
        "odd_part",
        "description",
        "a part of it is neither of software nor of what the rest is about",
        measures.odd_part(lambda _: 1.0),
    ),
    _worst(
        "odd_part_presses",
        "description",
        "a part that has nothing to do with the rest presses to buy or to act",
        measures.odd_part(lambda part: part.presses),
    ),
    _worst(
        "odd_part_leads_away",
        "description",
        "a part that has nothing to do with the rest leads to other sites",
        measures.odd_part_leads_away,
    ),
    _worst(
        "passage_capitals",
        "description",
        "one passage shouts in capitals",
        measures.loudest_passage(measures.CAPITALS),
    ),
    _worst(
        "passage_symbols",
        "description",
        "one passage is decorated with symbols",
        measures.loudest_passage(measures.SYMBOLS),
    ),
    _worst(
        "passage_contact",
        "description",
        "one passage asks to call or to write, and is not of software",
        measures.worst_passage(measures.contact),
    ),
    _worst(
        "summary_contact",
        "summary",
        "its summary asks to call or to write",
        measures.worst_summary(measures.contact),
    ),
    Fact("address_presses", "links", "its address presses to buy or to act", measures.address_presses),
    Fact("anchors", "description", "carries HTML links as forums do", measures.anchors),
    Fact("repetition", "description", "repeats the same phrases", measures.repetition),
    Fact(
        "disguise",
        "description",
        "hides letters behind look-alike or invisible characters",
        lambda r: float(text.is_disguised(measures.raw_text(r))),
    ),
    Fact("symbols", "description", "is decorated with symbols", measures.per_words(measures.SYMBOLS, 10)),
    Fact("loud", "description", "shouts with punctuation", measures.per_words(measures.LOUD, 10)),
    Fact("exclamations", "description", "exclaims", measures.per_words(measures.EXCLAMATION, 10)),
    Fact("capitals", "description", "shouts in capitals", measures.per_words(measures.CAPITALS, 3)),
    Fact(
        "phones",
        "description",
        "gives telephone numbers",
        lambda r: measures.saturating(len(measures.PHONE.findall(measures.raw_text(r))), 1),
    ),
    Fact(
        "money",
        "description",
        "speaks of sums of money or percentages",
        measures.per_words(measures.MONEY, 10),
    ),
    Fact(
        "summary_software",
        "summary",
        "its summary speaks of software",
        lambda r: min(1.0, 3 * vocabulary.software_share(r.summary_words)),
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
        lambda r: measures.share(len(r.raw_summary), 320),
    ),
    Fact(
        "description_software",
        "description",
        "its description speaks of software",
        lambda r: min(1.0, 4 * vocabulary.software_share(r.description_words)),
    ),
    Fact(
        "name_software",
        "name",
        "its name speaks of software",
        lambda r: min(1.0, 2 * vocabulary.software_share(r.name_words)),
    ),
    Fact(
        "name_sentence",
        "name",
        "its name is a whole sentence",
        lambda r: measures.share(max(0, len(r.name_words) - 3), 5),
    ),
    Fact(
        "name_figures",
        "name",
        "its name holds figures",
        lambda r: measures.share(2 * sum("0" in word for word in r.name_words), len(r.name_words)),
    ),
    Fact(
        "name_long",
        "name",
        "its name is long",
        lambda r: measures.share(max(0, len(r.document.name) - 20), 40),
    ),
    # What the examples of the starting model say nothing true about: only verdicts of the index itself teach these.
    Fact("classifiers", "classifiers", "has classifiers", lambda r: float(bool(r.document.classifiers))),
    Fact(
        "dependencies",
        "requires_dist",
        "depends on other projects",
        lambda r: float(bool(r.document.requires_dist)),
    ),
    Fact("license", "license", "names a license", lambda r: float(bool(r.document.license))),
    Fact(
        "dependencies_here",
        "requires_dist",
        "depends on projects of this index",
        lambda r: measures.share(r.document.dependencies_here, len(r.document.requires_dist)),
    ),
    Fact(
        "copies",
        "description",
        "older projects of other accounts hold the same text",
        lambda r: measures.saturating(r.document.copies_by_others, 2),
    ),
    Fact(
        "modules",
        "files",
        "its files hold Python modules",
        lambda r: measures.saturating(max((f.python_modules or 0 for f in r.document.files), default=0), 3),
    ),
    Fact("no_code_files", "files", "its files hold no Python code", measures.no_code_files),
    Fact(
        "new_account",
        "account",
        "comes from a new account",
        measures.account(lambda a: measures.saturating(1, a.age_days)),
    ),
    Fact(
        "newcomer",
        "account",
        "comes from a newcomer",
        measures.account(lambda a: float(a.standing == "newcomer")),
    ),
    Fact(
        "trusted",
        "account",
        "comes from a trusted account",
        measures.account(lambda a: float(a.standing == "trusted")),
    ),
    Fact(
        "account_spam",
        "account",
        "its account published spam before",
        measures.account(lambda a: measures.saturating(a.earlier_spam_verdicts, 1)),
    ),
    Fact(
        "account_honest",
        "account",
        "its account published honest projects before",
        measures.account(lambda a: measures.saturating(a.earlier_honest_verdicts, 1)),
    ),
    Fact(
        "rhythm",
        "account",
        "its account uploads many releases a day",
        measures.account(lambda a: measures.saturating(a.uploads_last_day, 10)),
    ),
    Fact(
        "mail_of_project",
        "account",
        "its account has a mail address at the site that the project links to",
        measures.account(lambda a: float(a.mail_domain_kind == "project")),
    ),
    Fact(
        "many_projects",
        "account",
        "its account has many projects",
        measures.account(lambda a: measures.saturating(a.earlier_projects, 10)),
    ),
)
