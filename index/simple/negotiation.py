"""Which form of a simple page a client gets (PEP 691; RFC 9110, section 12.5.1)."""

import math
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache


class Form(StrEnum):
    """The content types there are, best first where a client has no preference."""

    TEXT_HTML = "text/html"
    JSON = "application/vnd.pypi.simple.v1+json"
    HTML = "application/vnd.pypi.simple.v1+html"

    @property
    def is_json(self) -> bool:
        return self is Form.JSON

    @property
    def content_type(self) -> str:
        return self.value if self.is_json else f"{self.value}; charset=utf-8"


# `latest` is the newest version there is.
ALIASES = {
    "application/vnd.pypi.simple.latest+json": Form.JSON,
    "application/vnd.pypi.simple.latest+html": Form.HTML,
}
ASKED = {form.value: form for form in Form} | ALIASES


@lru_cache(maxsize=1024)
def form_for(accept: str) -> Form | None:
    """The best form that an Accept header takes; `text/html` where it is empty; None where nothing fits."""
    ranges = list(_ranges(accept))
    if not ranges:
        return Form.TEXT_HTML
    qualities = {form: _quality(names, ranges) for form, names in _names().items()}
    best = max(qualities, key=qualities.__getitem__)  # of equals the first
    return best if qualities[best] > 0 else None


def _names() -> dict[Form, list[str]]:
    return {form: [name for name, named in ASKED.items() if named is form] for form in Form}


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_range:
            yield media_range, weight(parameters)


def weight(parameters: list[str]) -> float:
    """What `q` among the parameters says, from 0 to 1; 1 where it is absent or no number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 1.0
            return 1.0 if math.isnan(quality) else min(max(quality, 0.0), 1.0)
    return 1.0


def _quality(names: list[str], ranges: list[tuple[str, float]]) -> float:
    """What the most specific range that covers one of `names` says; 0 where none does."""
    for wanted in ({*names}, {f"{names[0].partition('/')[0]}/*"}, {"*/*", "*"}):
        said = [weight for media_range, weight in ranges if media_range in wanted]
        if said:
            return max(said)
    return 0.0
