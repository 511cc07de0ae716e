"""Reports: a person says that a project is spam, and hears what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import hooks
from accounts.models import User
from index.models import Project
from index.permissions import may_upload
from moderation import cases
from moderation.models import Report


class ReportRefused(Exception):  # noqa: N818 - named after what happened
    """The report is not taken; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ReportAttempt:
    """A report as its gates see it."""

    reporter_id: int
    standing: str
    project_name: str


def file_report(
    *, reporter: User, project: Project, category: str, text: str, link: str, now: datetime
) -> Report:
    """Take a report and put the project's case before a person.

    :raises ReportRefused: by a gate, for one's own project, or while an earlier report of one's own is open.
    """
    attempt = ReportAttempt(reporter.pk, reporter.standing(now), project.normalized_name)
    if refusal := hooks.first_refusal("REPORT_GATES", attempt):
        raise ReportRefused(refusal.message)
    if may_upload(reporter, project):
        raise ReportRefused(f"{project.name} is your own project; you can change or delete it yourself.")
    try:
        with transaction.atomic():
            report = Report.objects.create(
                project=project, reporter=reporter, category=category, text=text, link=link, reported_at=now
            )
            cases.note_report(project, now=now)
    except IntegrityError as exc:
        raise ReportRefused(
            f"You have reported {project.name} already, and we have not settled it yet."
        ) from exc
    return report
