"""The shapes of what is sent and answered."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema


class Problem(Schema):
    """Why it was not done, in one sentence that says what to do next."""

    sentence: str


class Reason(Schema):
    """An act that asks for nothing but its reason."""

    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Switch(Schema):
    id: str
    title: str
    enabled: bool
    reach: str
    reason: str
    notice: str
    changed_by: str
    since: datetime
    expires_at: datetime | None


class SwitchChange(Schema):
    """`expires_at` must lie ahead; `reach` is for `hold-new-projects` alone."""

    enabled: bool
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")
    notice: str = Field("", max_length=300)
    reach: Literal["", "newcomers", "all"] = ""
    expires_at: datetime | None = None


class Entry(Schema):
    """One act, as the audit has it."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class Entries(Schema):
    """`next` is the `before` of the next page; none at the end."""

    entries: list[Entry]
    next: int | None


class EntryQuery(Schema):
    """All that is given must hold; `day` is of UTC, `before` the `next` of the page before."""

    actor: str = Field("", max_length=50)
    action: str = Field("", max_length=60)
    subject: str = Field("", max_length=200)
    day: date | None = None
    before: int | None = Field(None, ge=1, le=2**63 - 1)
    limit: int = Field(50, ge=1, le=200)


class Account(Schema):
    username: str
    email: str
    joined_at: datetime
    standing: str
    reasons: list[str]
    is_staff: bool
    frozen_at: datetime | None
    frozen_by: str
    frozen_reason: str
    projects: list[str]


class StandingChange(Schema):
    """`newcomer` withholds more, null leaves it to the facts."""

    standing: Literal["newcomer", "established", "trusted"] | None
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Page(Schema):
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(100, ge=1, le=1000)


class ProjectQuery(Schema):
    """`name` is a part of it, or with `*` at its end its beginning; `host` is linked to, or one below it is."""

    name: str = Field("", max_length=100, pattern=r"^[^\x00]*$")
    owner: str = Field("", max_length=50, pattern=r"^[^\x00]*$")
    host: str = Field("", max_length=253, pattern=r"^[^\x00]*$")
    state: Literal["", "active", "archived", "deprecated", "quarantined", "held", "not listed", "removed"] = (
        ""
    )
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(100, ge=1, le=1000)


class ProjectState(Schema):
    name: str
    owners: list[str]
    status: str
    status_reason: str
    listed: bool
    removed_at: datetime | None
    held_releases: list[str]
    max_file_bytes: int | None = Field(description="Null: the index's own limit.")
    max_size_bytes: int | None = Field(description="Likewise, of all files together.")


class LimitsChange(Schema):
    """In bytes; null: the index's own limit."""

    max_file_bytes: int | None = Field(None, ge=1, le=2**62)
    max_size_bytes: int | None = Field(None, ge=1, le=2**62)
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Prohibition(Schema):
    name: str = Field(alias="normalized_name")
    is_pattern: bool
    reason: str
    prohibited_by: str


class ProhibitedNameAdded(Schema):
    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class Ban(Schema):
    domain: str
    reason: str
    banned_by: str
    banned_at: datetime


class BanAdded(Schema):
    domain: str = Field(min_length=1, max_length=254, pattern=r"^[^\x00]*$")
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class PurgeSelection(Schema):
    """Exactly one of the lists, or the filter: what all members have in common."""

    users: list[str] = Field([], max_length=20_000)
    projects: list[str] = Field([], max_length=20_000)
    with_owners: bool = Field(False, description="With the accounts that alone own one of the projects.")
    filter: dict[
        Literal[
            "owner", "mail_domain", "joined_from", "joined_until", "name", "link_host", "text", "addresses"
        ],
        str,
    ] = {}


class PurgeConfirmation(Schema):
    count: int = Field(description="Of the ticked members, as a check.")
    reason: str = Field(min_length=10, max_length=500, pattern=r"^[^\x00]*$")
    labels_spam: bool = Field(True, description="The model learns that these projects are spam.")


class Ticks(Schema):
    """Normalized names of projects, or user names."""

    names: list[str] = Field(min_length=1, max_length=20_000)
    ticked: bool


class PurgeMember(Schema):
    name: str
    why: str
    ticked: bool
    warnings: list[str]


class PurgeState(Schema):
    id: int
    state: str
    title: str
    reason: str
    drafted_by: str
    confirmed_by: str
    awaits_agreement: bool
    ticked: int
    done: int
    unfound: list[dict[str, str]] = Field(description="Pasted lines for which nothing was found, and why.")


class Members(Schema):
    members: list[PurgeMember]
    next: int | None


class CaseQuery(Schema):
    """`after` is the `next` of the page before."""

    after: int | None = Field(None, ge=1, le=2**63 - 1)
    limit: int = Field(50, ge=1, le=200)


class CaseTold(Schema):
    id: int
    project: str
    owners: list[str]
    version: str | None
    summary: str | None
    spam_probability: float | None = Field(
        description="0 to 1; null while it is not scored, and in the sample."
    )
    reasons: list[dict[str, Any]]
    open_reports: int
    review_reason: str
    appealed_at: datetime | None
    opened_at: datetime
    # No datetime: those are written to the millisecond, and this is compared to the microsecond.
    changed_at: str = Field(
        description="Send it back as `seen` with the verdict.", json_schema_extra={"format": "date-time"}
    )
    settled_at: datetime | None


class Cases(Schema):
    cases: list[CaseTold]
    next: int | None


class VerdictWanted(Schema):
    """`parts` are the consequences; null: the usual ones. `seen` refuses what has changed since."""

    decision: Literal["spam", "not_spam"]
    parts: list[Literal["remove", "freeze", "release", "list", "exempt"]] | None = None
    seen: datetime | None = None


class VerdictGiven(Schema):
    id: int
    decision: str
    parts: list[str]
    decided_at: datetime
    undone_at: datetime | None


class AppealTold(Schema):
    id: int
    project: str | None
    account: str | None
    appellant: str
    text: str
    asked_at: datetime
    outcome: str
    answer: str
    answered_by: str


class AnswerWanted(Schema):
    outcome: Literal["granted", "denied"]
    text: str = Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")


class ReportQuery(Schema):
    only_open: bool = True
    before: int | None = Field(None, ge=1, le=2**63 - 1)
    limit: int = Field(100, ge=1, le=1000)


class ReportTold(Schema):
    id: int
    project: str | None
    account: str | None
    reporter: str
    category: str
    text: str
    link: str
    reported_at: datetime
    outcome: str
    settled_at: datetime | None


class AccountVerdictWanted(Schema):
    decision: Literal["freeze", "dismiss"]
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class AccountJudged(Schema):
    account: str
    decision: str
    froze: bool
    decided_at: datetime
