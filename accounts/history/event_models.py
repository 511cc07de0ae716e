"""What happened to accounts, as their security history tells it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AccountEvent(models.Model):
    """One thing that somebody did with an account, or to it; `accounts.history.events` alone writes them.

    Rows are only added, but for repeated failures, which one row counts, and for what `events.forget` takes away. They
    outlive the account: who has taken one over cannot delete what tells of it.
    """

    class Kind(models.TextChoices):
        SIGNED_UP = "signed_up", "Sign-up"
        LOGGED_IN = "logged_in", "Login"
        LOGIN_FAILED = "login_failed", "Failed login"
        SECOND_STEP_FAILED = "second_step_failed", "Failed second step"
        LOGGED_OUT = "logged_out", "Logout"
        SESSION_ENDED = "session_ended", "Session ended"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        PASSWORD_RESET = "password_reset", "New password by mail"
        ADDRESS_ADDED = "address_added", "Address added"
        ADDRESS_VERIFIED = "address_verified", "Address verified"
        ADDRESS_PRIMARY = "address_primary", "Address made primary"
        ADDRESS_REMOVED = "address_removed", "Address removed"
        ADDRESS_BOUNCED = "address_bounced", "Address unverified"
        FACTOR_ADDED = "factor_added", "Second factor added"
        FACTOR_REMOVED = "factor_removed", "Second factor removed"
        RECOVERY_CODES_MADE = "recovery_codes_made", "Recovery codes made"
        RECOVERY_CODE_USED = "recovery_code_used", "Recovery code used"
        TOKEN_MADE = "token_made", "API token made"
        TOKEN_REVOKED = "token_revoked", "API token revoked"
        ROLE_CHANGED = "role_changed", "Role changed"
        FROZEN = "frozen", "Frozen"
        UNFROZEN = "unfrozen", "Unfrozen"
        DATA_EXPORTED = "data_exported", "Data exported"
        DELETION_ASKED = "deletion_asked", "Deletion asked for"
        DELETION_STOPPED = "deletion_stopped", "Deletion stopped"
        DELETED = "deleted", "Deleted"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        help_text="Empty: a failure at a name that no account has, written so that it takes as long.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(
        null=True, help_text="Where its owner asked from; empty: forgotten, or somebody else did it."
    )
    client = models.CharField(max_length=100, blank=True, help_text="As accounts.clients names it.")
    details = models.JSONField(default=dict, help_text="Plain values; accounts.event_words reads them.")
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(null=True, help_text="Of a row that counts: the newest.")
    folded_by = models.CharField(  # noqa: DJ001 - of rows that count nothing, any number
        max_length=100, null=True, unique=True, help_text="What one row counts: account, kind, place, day."
    )

    class Meta:
        indexes: ClassVar = [
            # the security history
            models.Index(fields=["user", "-id"], name="events_of_an_account"),
            # the same, of one kind; limits of exports
            models.Index(fields=["user", "kind", "-id"], name="events_of_a_kind"),
            # events.forget
            models.Index(fields=["at"], name="events_by_age"),
            models.Index(
                fields=["at"],
                name="events_with_origin",
                condition=models.Q(address__isnull=False) | ~models.Q(client=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.user}"
