"""The outbox: mails are written with what they tell, sent once, and sent at last whatever the mail server does."""

import socket
import threading
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from accounts import tasks
from accounts.mails import mail_layout, notices, outbox
from accounts.models import Mail
from tests.factories import NOW, make_user, signup_form
from tests.mails import delivered

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def put(recipient="ann@example.com", text="Hello.", kind="hello", now=NOW):
    return outbox.put(recipient=recipient, kind=kind, subject="Hello", text=text, now=now)


def deliver(now=NOW):
    return outbox.deliver(outbox.due(now), now=now)


class Refusing(EmailBackend):
    """A mail server that has something against a recipient, or against what it is told to take."""

    refusals = {}

    def send_messages(self, messages):
        for message in messages:
            if refusal := self.refusals.get(message.to[0]):
                raise refusal
        return super().send_messages(messages)


@pytest.fixture
def refuse(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.accounts.test_outbox.Refusing"
    monkeypatch.setattr(Refusing, "refusals", {})
    return Refusing.refusals


@pytest.fixture
def silent_server(settings):
    """Accepts a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield server


def test_a_mail_is_sent_once_in_plain_and_html(settings):
    put(text=f"Open this:\n\n{settings.SITE_URL}/account/verify-email/abc/\n\n--\nGatehouse")
    assert (deliver(), deliver()) == (1, 0)
    [message] = mail.outbox
    html, mimetype = message.alternatives[0]
    assert (message.to, mimetype) == (["ann@example.com"], "text/html")
    assert f'<a href="{settings.SITE_URL}/account/verify-email/abc/">' in html


def test_what_is_rolled_back_is_not_told():
    with transaction.atomic():
        notices.send_after_commit("account/email/password_changed", [make_user("ann")], {})
        assert Mail.objects.exists()
        transaction.set_rollback(True)
    assert not delivered()


def test_the_text_is_deleted_once_it_is_sent():
    row = put()
    deliver()
    row.refresh_from_db()
    assert (row.text, row.html, row.sent_at) == ("", "", NOW)


def test_no_settled_mail_keeps_its_text():
    row = put()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=row.pk).update(sent_at=NOW)


def test_a_mail_that_one_worker_has_claimed_is_left_alone_by_others_until_it_must_be_dead():
    row = put()
    assert outbox._claim(row, now=NOW)
    assert not outbox._claim(row, now=NOW)
    assert deliver(NOW + SECOND) == 0
    assert deliver(NOW + outbox.CLAIM) == 1


def test_a_mail_sent_again_after_a_crash_is_the_same_message():
    row = put()
    first, second = (outbox._message(row, None).extra_headers["Message-ID"] for _ in range(2))
    assert first == second


def test_a_silent_server_costs_one_time_out_not_one_a_mail_and_no_attempt(silent_server):
    for number in range(5):
        put(f"user{number}@example.com")
    silent_server.settimeout(2)
    assert deliver() == 0
    silent_server.accept()[0].close()
    silent_server.settimeout(0.1)
    with pytest.raises(TimeoutError):
        silent_server.accept()
    assert set(Mail.objects.values_list("attempts", flat=True)) == {0}


def test_a_server_that_comes_back_gets_what_waited(silent_server, settings):
    put()
    assert deliver() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(NOW + 15 * SECOND) == 1


def test_while_mails_wait_for_a_dead_server_new_ones_leave_it_to_the_sweeper(silent_server, now):
    put()
    later = put(now=NOW + outbox.BEHIND_AFTER + SECOND)
    tasks.send_mail(later.pk)
    silent_server.settimeout(0.1)
    with pytest.raises(TimeoutError):
        silent_server.accept()


def test_a_recipient_that_the_server_will_never_take_is_given_up_and_the_others_go_out(refuse):
    refuse["ann@example.com"] = SMTPRecipientsRefused({"ann@example.com": (550, b"no such user")})
    row = put()
    put("bob@example.com")
    assert deliver() == 1
    row.refresh_from_db()
    assert (row.given_up_at, row.text) == (NOW, "")
    assert "550" in row.last_error


def test_a_mail_that_the_server_will_never_take_is_given_up(refuse):
    refuse["ann@example.com"] = SMTPDataError(554, b"looks like spam")
    row = put()
    deliver()
    row.refresh_from_db()
    assert (row.given_up_at, row.last_error) == (NOW, "554 looks like spam")


def test_a_recipient_that_is_busy_is_tried_again_ever_more_slowly_and_given_up_at_last(refuse):
    refuse["ann@example.com"] = SMTPRecipientsRefused({"ann@example.com": (450, b"busy")})
    row = put()
    now, pauses = NOW, []
    while not (row.refresh_from_db() or row.given_up_at):
        assert deliver(now) == 0
        row.refresh_from_db()
        pauses.append(row.due_at - now)
        now = row.due_at
    assert pauses[0] == outbox.FIRST_PAUSE
    assert max(pauses[:-1]) == outbox.LONGEST_PAUSE <= timedelta(minutes=10)
    assert now - NOW > outbox.GIVEN_UP_AFTER


def test_strangers_cannot_bomb_a_mailbox_whatever_they_append_to_its_name(client, settings):
    make_user("bob")
    Mail.objects.all().delete()
    for number in range(settings.MAILS_BY_STRANGERS_A_DAY + 4):
        outbox_before = Mail.objects.count()
        form = signup_form(f"user{number}", email=f"victim+{number}@example.com")
        answer = client.post("/account/register/", form)
        assert answer.status_code == 302, "the answer does not tell"
        client.logout()
    assert Mail.objects.count() == outbox_before == settings.MAILS_BY_STRANGERS_A_DAY


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Ann@Example.com", "ann@example.com"),
        ("ann+x@example.com", "ann@example.com"),
        ("a.n.n@gmail.com", "ann@gmail.com"),
        ("a.nn@googlemail.com", "ann@gmail.com"),
        ("a.nn@example.com", "a.nn@example.com"),
    ],
)
def test_addresses_of_one_mailbox_count_together(address, expected):
    assert outbox.mailbox(address) == expected


def test_settled_rows_are_forgotten_after_a_while_and_waiting_ones_never(settings):
    put()
    deliver()
    waiting = put("bob@example.com")
    outbox.forget(now=NOW + timedelta(days=settings.KEEP_MAIL_RECORDS_DAYS - 1))
    assert Mail.objects.count() == 2
    outbox.forget(now=NOW + timedelta(days=settings.KEEP_MAIL_RECORDS_DAYS + 1))
    assert Mail.objects.get() == waiting


def test_what_a_stranger_wrote_never_becomes_a_link_or_markup():
    html = mail_layout.as_html(
        "Hello", "See https://evil.example/ <b>now</b>\n\nhttps://evil.example/\n\nWhy:      <i>x</i>"
    )
    assert "<a " not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_labelled_lines_become_a_list_and_wrapped_lines_a_paragraph():
    html = mail_layout.as_html(
        "Hello", "One line\nand the next.\n\nWhen:     now\nAddress:  192.0.2.1\n\n--\nG"
    )
    assert "One line and the next." in html
    assert html.count("<dt>") == 2


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_send_each_mail_once():
    for number in range(10):
        put(f"user{number}@example.com")
    counts = []

    def work():
        counts.append(deliver())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == len(mail.outbox) == 10
    assert len({message.to[0] for message in mail.outbox}) == 10
