"""The forms of alarms and of rest."""

from datetime import datetime

from django import forms
from django.utils import timezone

from moderation.alarms.models import Step


class LimitForm(forms.Form):
    """How far alarms may go by themselves."""

    limit = forms.TypedChoiceField(
        choices=Step.choices, coerce=lambda value: Step(int(value)), widget=forms.RadioSelect, label="At most"
    )
    reason = forms.CharField(max_length=500, help_text="For the other admins; kept in the audit.")


class RestForm(forms.Form):
    """Until when new projects wait."""

    until = forms.DateTimeField(
        label="Until",
        help_text="In the time zone of the site.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    notice = forms.CharField(
        max_length=300, required=False, label="Public notice", help_text="Empty: a sentence that says so."
    )

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        return timezone.localtime(until)
