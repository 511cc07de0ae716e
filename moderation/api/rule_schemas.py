"""What the JSON API takes and tells of rules."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from moderation.rules.conditions import LONGEST_VALUE, MOST_VALUES, Kind

Value = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE, pattern=r"^[^\x00]*$")]
Values = Annotated[list[Value], Field(min_length=1, max_length=MOST_VALUES)]


class RuleWanted(Schema):
    """Any of the alternatives; of one, every kind; of a kind, any of its values."""

    title: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")
    alternatives: list[dict[Kind, Values]] = Field(min_length=1, max_length=3)
    effect: Literal["hold", "unlist", "second_factor"] = "hold"
    reach: Literal["newcomers", "all"] = "newcomers"
    hours: int = Field(48, ge=1, le=168)
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Prolonging(Schema):
    hours: int = Field(ge=1, le=168, description="From now on.")
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class RuleTold(Schema):
    id: int
    title: str
    alternatives: list[dict[str, list[str]]]
    effect: str
    reach: str
    reason: str
    made_by: str
    made_at: datetime
    started_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    ended_because: str
    ended_itself: bool
    in_force: bool
    tried: int = Field(description="Releases of the past that were read.")
    would_have_hit: int
    trial_is_over: bool
    hits: int
    wrong: int = Field(description="Of the judged ones.")
    judged: int
