"""The model card: what the starting model saw, how good it is, what it has never seen. Written by its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_TEXT: Final = """\
# The starting model

The spam model that a new index starts with. It is a linear model over hashed features
(`classifier/features.py`, feature spec {features}, scikit-learn {sklearn}); `card.json` holds the digest of
`model.skops` and every figure below. The artefact holds weights: no text, name or address of an example.

## What it saw

{spam} spam records of {campaigns} campaigns and {honest} honest projects, and disguises of each
(`classifier/hardening.py`): spam in one field of an honest project, or with little said; honest projects stripped of
fields, as an add-on at home on a company's site, with a piece of another README, or thanking others with links.
Summary and paragraphs are also measured alone (`classifier/passages.py`), so that a long README hides none of them,
and the part that fits least with the rest is held against it (`classifier/contrast.py`).
The examples themselves do not ship. Fields that most spam records had borrowed from honest projects
(classifiers, dependencies, version, keywords, content type) were emptied first, and nothing was known of
files and accounts: the weights of those facts are exactly zero until verdicts of the index teach them.

A probability of 0.5 means "as likely spam as not, where one upload in four is spam". Where spam is rarer, the same
evidence means less: choose the line by how many honest uploads may be held, not by the number.

## How good it is

All figures are of models that saw no record of the trade they were asked about (campaigns of one trade share
sentences, so a split by campaign would be too kind). They flatter the model all the same: its features were designed by
people who had read these records, and the spam and the honest records were collected in different places. Expect
less on campaigns and honest projects of another kind.

| | | 95 % interval |
|---|---|---|
{figures}

Part that is said to be spam (probability of 0.5 or more), and part above the line that accuses 1 % of the honest
projects, by campaign; those that begin with `ham` are honest:

| campaign | records | said spam | above the 1 % line |
|---|---|---|---|
{groups}

Disguises, made of the same records; the last column counts what is above the line that accuses at most
1 % of the honest projects:

| disguise | truth | said spam | above the 1 % line |
|---|---|---|---|
{disguises}

A disguise is not always caught: advertising that a person would recognise only by its subject (a phone number
behind a README, a list of addresses without words) leaves no trace that honest READMEs do not leave too.

## What did not help

- A second model of passages alone, its answers figures of this one: as good on summaries, worse on links and copied
  READMEs, and it accused more honest projects.
- The highest answer of any passage as the answer: one odd paragraph of an honest README is enough.
- Disguises that weigh as much as what they are made of: the spam as found was caught less often.
- Whether a part is in another language: READMEs in two languages are honest more often than not.
- Disguises behind a README that weigh twice or three times as much: copied READMEs and links were caught less often.
- Code as a fact of innocence: beside the absence of it, it says nothing, and hidden spam has it too.
- Words of trade (price, order, discount, service) among the words that press a reader: they accused business software.

## What it has never seen

- Honest projects of authors who publish elsewhere than on the public index, and most of 2016 to 2023.
- Spam in scripts other than Latin, and nearly all languages but English: facts carry such cases, among them two short
  lists of words in some 30 languages (`classifier/vocabulary.py`): of software, and of pressing a reader.
- Malware. It judges what a release says, not what its code does.
- Spam whose text is only inside the archive, and empty projects registered for later.
- Texts written by language models to look like an honest README.

Expect its worst mistakes at honest projects that say little, in words that are not of software, and address their
readers, and at spam that says nothing but a name, or is one passage within the README of another project. Its word
should list, or hold, never remove.

## How to rebuild it

    manage.py classifier train --starting --data FILE

and to measure it, with labels and under attack, `make evaluate`,

with the records (SHA-256 `{data_sha256}`). The same records and library versions make the same bytes.
"""
_FIGURES: Final = {
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
    "recall_at_1_percent": "recall at 1 % false positives",
    "recall_at_01_percent": "recall at 0.1 % false positives",
    "precision": "precision at 0.5",
    "recall": "recall at 0.5",
    "false_positive_rate": "false positives at 0.5",
    "brier": "Brier score",
    "calibration_error": "calibration error",
}


def render(card: Mapping[str, Any]) -> str:
    """The text of `MODEL_CARD.md` for the content of `card.json`."""
    metrics = card["metrics"]
    campaigns = metrics["by_group"]
    return _TEXT.format(
        **{key: card[key] for key in ("features", "sklearn", "spam", "honest", "data_sha256")},
        campaigns=sum(not name.startswith("ham") for name in campaigns),
        figures="\n".join(
            f"| {title} | {metrics[key]:.3f} | {_interval(metrics['intervals'].get(key))} |"
            for key, title in _FIGURES.items()
        ),
        groups="\n".join(
            f"| {name} | {count} | {share:.2f} | {above:.2f} |"
            for name, (count, share, above) in sorted(campaigns.items())
        ),
        disguises="\n".join(
            _disguise(name, values) for name, values in sorted(metrics["by_disguise"].items())
        ),
    )


def _disguise(name: str, values: Mapping[str, Any]) -> str:
    truth = "spam" if values["is_spam"] else "honest"
    return f"| {name} | {truth} | {values['said_spam']:.2f} | {values['above_1_percent_line']:.2f} |"


def _interval(ends: Sequence[float] | None) -> str:
    return f"{ends[0]:.3f} to {ends[1]:.3f}" if ends else ""
