"""The form of a new API token."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from index.models import Project

LONGEST = timedelta(days=10 * 365)
ON_A_DATE = "date"
LIFETIMES = [
    ("", "Never, until I revoke it"),
    ("7", "In 7 days"),
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    (ON_A_DATE, "At the end of the day below"),
]


class ApiTokenForm(forms.Form):
    """What a new token is called, what it is for, and when it ends."""

    description = forms.CharField(
        max_length=100, label="Name", help_text="So that you know later where you use it."
    )
    scope = forms.ModelChoiceField(
        Project.objects.none(),
        required=False,
        empty_label="Whole account, new projects included",
        help_text="A token for one project can do no harm to your others.",
    )
    lifetime = forms.ChoiceField(
        choices=LIFETIMES,
        required=False,
        label="Expires",
        help_text="A token that is forgotten somewhere does no harm once it has expired.",
    )
    expires_on = forms.DateField(
        required=False,
        label="Last day",
        help_text="Only with “At the end of the day below”, in UTC.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day, such as 2027-01-31."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.known().owned_by(user).order_by("normalized_name")
        self.fields["scope"].queryset = projects  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With `expires_at`: None for never."""
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["expires_at"] = self._expires_at(timezone.now())
        return cleaned

    def _expires_at(self, now: datetime) -> datetime | None:
        lifetime, day = self.cleaned_data["lifetime"], self.cleaned_data["expires_on"]
        if lifetime != ON_A_DATE:
            if day:
                self.add_error("lifetime", "You named a last day: choose “At the end of the day below”.")
            return now + timedelta(days=int(lifetime)) if lifetime else None
        if day is None:
            self.add_error("expires_on", "Name the last day on which the token works.")
            return None
        if not now.date() <= day <= (now + LONGEST).date():
            self.add_error("expires_on", "Name a day from today on, within the next ten years.")
            return None
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
