"""What somebody tries to publish, as gates see it: plain values, no request and no row."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UploadAttempt:
    """A file for a project, new or not."""

    user_id: int
    username: str
    has_verified_address: bool
    standing: str
    project_name: str
    is_new_project: bool
    filename: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeletionAttempt:
    """What an owner is about to delete: a whole project, or `count` of its releases or files; or the account."""

    user_id: int
    username: str
    project_name: str
    what: str  # "project", "releases" or "files"; "account": of no project
    count: int
    at: datetime
