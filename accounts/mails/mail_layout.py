"""How a mail looks: its text is the mail, the HTML says the same in a readable width."""

import re

from django.conf import settings
from django.template.loader import render_to_string

LABELLED = re.compile(r"(?P<label>[A-Z][\w ]{1,30}):\s{2,}(?P<value>.*)")
SIGNATURE = "\n--\n"


def as_html(subject: str, text: str) -> str:
    """The text as a page: paragraphs without the line breaks of the text, labelled lines, links to this site alone."""
    body, _, signature = text.rpartition(SIGNATURE)
    paragraphs = [_paragraph(part) for part in (body or text).split("\n\n") if part.strip()]
    return render_to_string(
        "email/layout.html", {"subject": subject, "paragraphs": paragraphs, "signature": signature.strip()}
    )


def site_domain() -> str:
    return settings.SITE_HOST.rsplit(":", 1)[0]


def _paragraph(text: str) -> dict[str, object]:
    """Exactly one of `link`, `rows` and `text`.

    A link only where a paragraph is nothing but an address of ours: what a stranger wrote into a text stays text.
    """
    text = text.strip()
    if text.startswith(f"{settings.SITE_URL}/") and not re.search(r"\s", text):
        return {"link": text}
    rows = [LABELLED.fullmatch(line) for line in text.splitlines()]
    if all(rows):
        return {"rows": [(row["label"], row["value"]) for row in rows if row]}
    return {"text": " ".join(text.split())}
