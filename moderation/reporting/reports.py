"""Reports: a person says that a project or an account is harmful, and hears what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import hooks
from accounts.hooks import Refusal
from accounts.models import User
from index.models import Project
from index.permissions import may_upload
from moderation.models import Report
from moderation.queue import account_cases, cases
from moderation.reporting import trusted_reports


class ReportRefused(Exception):  # noqa: N818 - named after what happened
    """The report is not taken; the message is one sentence, `refusal` the gate's where one refused."""

    def __init__(self, sentence: str, refusal: Refusal | None = None) -> None:
        super().__init__(sentence)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class ReportAttempt:
    """A report as its gates see it; of project and account one is named."""

    reporter_id: int
    reporter_name: str
    standing: str
    at: datetime
    project_name: str = ""
    account_name: str = ""


def file_report(
    *, reporter: User, project: Project, category: str, text: str, link: str, now: datetime
) -> Report:
    """Take a report and put the project's case before a person.

    :raises ReportRefused: by a gate, for one's own project, or while an earlier report of one's own is open.
    """
    _ask_gates(reporter, now=now, project_name=project.normalized_name)
    if may_upload(reporter, project):
        raise ReportRefused(f"{project.name} is your own project; you can change or delete it yourself.")
    try:
        with transaction.atomic():
            report = Report.objects.create(
                project=project, reporter=reporter, category=category, text=text, link=link, reported_at=now
            )
            cases.note_report(project, now=now)
            trusted_reports.hold_if_trusted(report, now=now)
    except IntegrityError as exc:
        raise _reported_already(project.name) from exc
    return report


def report_account(
    *, reporter: User, account: User, category: str, text: str, link: str, now: datetime
) -> Report:
    """Take a report and put the account's case before a person.

    :raises ReportRefused: by a gate, for oneself, for staff, or while an earlier report of one's own is open.
    """
    _ask_gates(reporter, now=now, account_name=account.username)
    if reporter == account:
        raise ReportRefused("This is your own account.")
    if account.is_staff:
        # Their colleagues would judge them, in a queue that they read themselves.
        raise ReportRefused(
            f"{account.username} works for this index; write to {settings.SECURITY_CONTACT} about them."
        )
    try:
        with transaction.atomic():
            report = Report.objects.create(
                account=account, reporter=reporter, category=category, text=text, link=link, reported_at=now
            )
            account_cases.note_report(account, now=now)
    except IntegrityError as exc:
        raise _reported_already(account.username) from exc
    return report


def _ask_gates(reporter: User, *, now: datetime, **subject: str) -> None:
    attempt = ReportAttempt(reporter.pk, reporter.username, reporter.standing(now), now, **subject)
    if refusal := hooks.first_refusal("REPORT_GATES", attempt):
        raise ReportRefused(refusal.message, refusal)


def _reported_already(name: str) -> ReportRefused:
    return ReportRefused(f"You have reported {name} already, and we have not settled it yet.")
