"""The form of staff tokens."""

from datetime import timedelta
from typing import Any

from django import forms

from accounts.models import User
from moderation.api.scopes import Scope, open_to


class StaffTokenForm(forms.Form):
    """A token for one program, with what it needs and no more."""

    description = forms.CharField(max_length=100, help_text="Which program it is for.")
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="It may")
    days = forms.IntegerField(min_value=1, max_value=366, initial=90, label="Ends after days")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, Scope(scope).label) for scope in open_to(user)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if days := values.get("days"):
            values["lifetime"] = timedelta(days=days)
        return values
