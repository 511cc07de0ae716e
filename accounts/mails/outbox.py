"""The outbox: mails are rows, written with what they tell and sent by a worker until one is taken or it is too late.

Two workers never send one mail: whoever claims it puts off everybody else. A worker that dies between the server's yes
and its own note leaves a mail in doubt; it is sent again, as the same message (its Message-ID does not change, and
mailboxes show such a pair once), because a mail about a changed password may rather come twice than never.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet

from accounts.dispatch import send
from accounts.mails import mail_layout
from accounts.models import Mail, MailBounce

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # longer than the task may take, so that a claim outlives who made it
BEHIND_AFTER = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=5)  # a server that comes back is found within it
GIVEN_UP_AFTER = timedelta(days=3)  # as long as the links in mails are good
NOBODY = "no account has verified this address"
CAME_BACK = "mail to this address came back, and it was not verified since"
# What an address gets all the same: with it its owner shows that it takes mail again.
TO_VERIFY = frozenset({"account/email/email_confirmation", "account/email/email_confirmation_signup"})
PERMANENT = range(500, 600)  # what a server says of a mail that it will never take


class ServerIsDown(Exception):  # noqa: N818 - named after what happened
    """The mail server does not answer; trying further mails now would only be waiting for it again."""


def put(*, recipient: str, kind: str, subject: str, text: str, now: datetime, is_decoy: bool = False) -> Mail:
    """Have a mail sent once the surrounding transaction is committed; rolled back, it was never there.

    A decoy is given up from the start: written so that nobody can tell by the time that there is nobody to write to.
    """
    from accounts import tasks

    html = mail_layout.as_html(subject, text)
    came_back = _came_back(recipient) and kind not in TO_VERIFY
    is_dead = is_decoy or came_back
    mail = Mail.objects.create(
        recipient=recipient,
        mailbox=mailbox(recipient),
        kind=kind,
        subject=subject,
        text="" if is_dead else text,
        html="" if is_dead else html,
        created_at=now,
        due_at=now,
        given_up_at=now if is_dead else None,
        last_error=NOBODY if is_decoy else CAME_BACK if came_back else "",
    )
    # Robust and only a nudge: without a broker the sweeper finds the row.
    transaction.on_commit(lambda: send(tasks.send_mail, mail.pk), robust=True)
    return mail


def mailbox(address: str) -> str:
    """Who reads what is sent to `address`: for counting only, never to compare addresses of accounts."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def is_bombed(*, recipient: str, kinds: Iterable[str], now: datetime) -> bool:
    """Whether strangers have had as many of these mails sent there today as one mailbox must bear."""
    lately = Mail.objects.filter(
        mailbox=mailbox(recipient), kind__in=kinds, created_at__gt=now - timedelta(days=1)
    )
    return lately.count() >= settings.MAILS_BY_STRANGERS_A_DAY


def due(now: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, given_up_at=None, due_at__lte=now).order_by("due_at", "id")


def deliver(mails: Iterable[Mail], *, now: datetime) -> int:
    """Send those of `mails` that nobody else is sending, over one connection; how many went out."""
    connection = get_connection()
    count = 0
    try:
        for mail in mails:
            _open(connection)  # before anything is claimed: a server that is down costs no mail an attempt
            if _claim(mail, now=now):
                count += _try(mail, connection, now=now)
    except ServerIsDown as exc:
        logger.warning("mails wait, the mail server does not answer: %s", exc)
    finally:
        _close(connection)
    return count


def is_behind(now: datetime) -> bool:
    """Whether mails have waited longer than the sweeper lets them: then it, and not each new mail, asks the server."""
    return due(now).filter(created_at__lt=now - BEHIND_AFTER).exists()


def forget(*, now: datetime) -> int:
    """Delete the rows of mails that were settled long ago; until then they tell whether something was sent."""
    before = now - timedelta(days=settings.KEEP_MAIL_RECORDS_DAYS)
    settled = Mail.objects.exclude(sent_at=None, given_up_at=None).filter(created_at__lt=before)
    return settled.delete()[0]


def _came_back(recipient: str) -> bool:
    return MailBounce.objects.filter(email_address__email=recipient.lower()).exists()


def _claim(mail: Mail, *, now: datetime) -> bool:
    """One statement that one worker alone succeeds with."""
    return bool(due(now).filter(pk=mail.pk).update(due_at=now + CLAIM, attempts=F("attempts") + 1))


def _try(mail: Mail, connection: BaseEmailBackend, *, now: datetime) -> bool:
    """Whether it went out.

    :raises ServerIsDown: what failed was not about this mail.
    """
    mail.refresh_from_db()
    try:
        connection.send_messages([_message(mail, connection)])
    except (SMTPException, OSError) as exc:
        if _is_permanent(exc):
            _settle(mail, given_up_at=now, last_error=_said(exc))
            logger.warning("mail %s is given up: %s", mail.pk, _said(exc))
            return False
        _postpone(mail, exc, now=now)
        if isinstance(exc, SMTPRecipientsRefused):
            return False
        raise ServerIsDown(_said(exc)) from exc
    _settle(mail, sent_at=now, last_error="")
    return True


def _message(mail: Mail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": f"<mail-{mail.pk}.{mail.created_at.timestamp():.0f}@{mail_layout.site_domain()}>",
        "Auto-Submitted": "auto-generated",  # no out-of-office answers, please
    }
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.recipient], headers=headers
    )
    message.attach_alternative(mail.html, "text/html")
    message.connection = connection
    return message


def _is_permanent(exc: Exception) -> bool:
    if isinstance(exc, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _ in exc.recipients.values())
    # The login of the index and its connection may fail with such a code too: that is the operator's to mend.
    return isinstance(exc, SMTPDataError) and exc.smtp_code in PERMANENT


def _postpone(mail: Mail, exc: Exception, *, now: datetime) -> None:
    if now - mail.created_at > GIVEN_UP_AFTER:
        _settle(mail, given_up_at=now, last_error=_said(exc))
        return
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk).update(due_at=now + pause, last_error=_said(exc))


def _settle(mail: Mail, **how: object) -> None:
    Mail.objects.filter(pk=mail.pk).update(text="", html="", **how)


def _said(exc: Exception) -> str:
    if isinstance(exc, SMTPResponseException):
        error = exc.smtp_error
        words = error.decode(errors="replace") if isinstance(error, bytes) else error
        return f"{exc.smtp_code} {words}"[:200]
    return f"{type(exc).__name__}: {exc}"[:200]


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (SMTPException, OSError) as exc:
        raise ServerIsDown(_said(exc)) from exc


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.debug("the mail server hung up first")
