"""Users and their API tokens. Addresses are `allauth.account.models.EmailAddress`."""

from datetime import datetime
from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.history.event_models import AccountEvent
from accounts.leaving.departure_models import AccountDeletion
from accounts.mails.bounce_models import MailBounce
from accounts.signing_up import usernames
from accounts.standing import Facts, Standing, standing_of

__all__ = [
    "AccountDeletion",
    "AccountEvent",
    "ApiToken",
    "KnownDevice",
    "LoginFailures",
    "Mail",
    "MailBounce",
    "RefusalCount",
    "User",
]


class User(AbstractUser):
    """An account. It may log in at once; what it may do depends on its address and its standing."""

    class Role(models.TextChoices):
        """What a member of the staff may do in the console."""

        MODERATOR = "moderator"
        ADMIN = "admin"
        AUDITOR = "auditor"

    username = models.CharField(max_length=50, unique=True, validators=usernames.VALIDATORS)
    granted_standing = models.CharField(
        max_length=11,
        choices=[(standing.value, standing.value) for standing in Standing],
        blank=True,
        help_text="Set by an admin; wins over what the facts earn.",
    )
    honest_verdicts = models.PositiveIntegerField(
        default=0, help_text="Projects of this owner judged not spam."
    )
    spam_verdicts = models.PositiveIntegerField(default=0, help_text="Projects of this owner judged spam.")
    role = models.CharField(
        max_length=9, choices=Role, blank=True, help_text="Of staff; superusers are admins whatever it says."
    )
    frozen_at = models.DateTimeField(null=True, blank=True, help_text="By accounts.freezing alone.")
    frozen_by = models.CharField(max_length=50, blank=True)
    frozen_reason = models.TextField(blank=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="By accounts.departure alone; the row keeps the name reserved."
    )
    sessions_ended = models.PositiveIntegerField(
        default=0, help_text="How often all its sessions were ended; each is good for one number."
    )

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(frozen_at=None) | models.Q(is_active=False),
                name="frozen_account_may_not_log_in",
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(is_active=False),
                name="deleted_account_may_not_log_in",
            ),
            models.UniqueConstraint(Lower("username"), name="username_is_unique_without_case"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["date_joined"], name="users_by_sign_up"),  # counting the sign-ups of an hour
        ]

    def __str__(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return reverse("user", args=[self.username])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares it with each session's own, so that a new one ends them all."""
        return super()._get_session_auth_hash(secret=secret) + str(self.sessions_ended or "")  # type: ignore[misc]

    @property
    def has_verified_address(self) -> bool:
        return EmailAddress.objects.filter(user=self, verified=True).exists()

    def facts(self, now: datetime) -> Facts:
        return Facts(
            age_days=(now - self.date_joined).days,
            has_verified_address=self.has_verified_address,
            has_second_factor=Authenticator.objects.filter(user=self).exists(),
            honest_verdicts=self.honest_verdicts,
            spam_verdicts=self.spam_verdicts,
            granted=Standing(self.granted_standing) if self.granted_standing else None,
        )

    def standing(self, now: datetime | None = None) -> Standing:
        return standing_of(self.facts(now or timezone.now()))


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither revoked nor expired, and of an account that may log in, where it is of one."""
        in_time = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        may_log_in = models.Q(user=None) | models.Q(user__is_active=True)
        return self.filter(in_time, may_log_in, revoked_at=None)


class ApiToken(models.Model):
    """A secret that uploads in its owner's name. Where it is not for the whole account, index says for what.

    Without an owner it stands for a build that index trusts, and for whom that answers.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", null=True, blank=True)
    description = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal.")
    shown = models.CharField(max_length=20, help_text="The first characters, by which its owner knows it.")
    for_whole_account = models.BooleanField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(
        null=True, blank=True, help_text="Emptied after KEEP_ADDRESSES_DAYS."
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="token_digest_is_sha256_hex"
            ),
        ]
        indexes: ClassVar = [
            # api_tokens.forget_addresses
            models.Index(
                fields=["last_used_at"],
                name="token_address_by_age",
                condition=models.Q(last_used_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.shown}…)"

    def is_usable(self, now: datetime) -> bool:
        """What `ApiTokenQuerySet.usable` asks, of a row whose user is at hand."""
        may_log_in = self.user is None or self.user.is_active
        return may_log_in and self.revoked_at is None and not self.is_expired(now)

    def is_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class RefusalCount(models.Model):
    """How often the gates of one list refused with one code in one hour."""

    gates = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gates", "code", "hour"], name="one_refusal_count_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"


class Mail(models.Model):
    """A mail that is to be sent, or was: written in the transaction of what it tells, sent by a worker."""

    recipient = models.CharField(max_length=254)
    mailbox = models.CharField(max_length=254, help_text="The recipient as `outbox.mailbox` folds it.")
    kind = models.CharField(max_length=100, help_text="The template it was made from.")
    subject = models.CharField(max_length=998)
    text = models.TextField(
        blank=True, help_text="Emptied once it is settled: it may hold a link that lets in."
    )
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Nobody tries before; while one tries, others wait until then.")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(given_up_at=None), name="mail_has_one_end"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None, given_up_at=None) | models.Q(text="", html=""),
                name="settled_mail_has_no_body",
            ),
        ]
        indexes: ClassVar = [
            # outbox.due
            models.Index(
                fields=["due_at", "id"],
                name="mail_due",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
            # outbox.is_bombed: how many of a kind one mailbox had lately
            models.Index(fields=["mailbox", "created_at"], name="mail_of_mailbox"),
            # outbox.forget
            models.Index(fields=["created_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


class LoginFailures(models.Model):
    """Attempts to log in that failed, counted under one key of `limits`; whoever is slowed down has such a row."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what is counted.")
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)  # limits.forget
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "login failures"

    def __str__(self) -> str:
        return f"{self.count} until {self.last_at}"


class KnownDevice(models.Model):
    """A browser that has logged in to an account, known by a random cookie; a login without one is told by mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the cookie, in hexadecimal.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_row_a_device"),
        ]

    def __str__(self) -> str:
        return f"{self.user} since {self.first_at}"
