"""The forms of moderation."""

from datetime import timedelta

from django import forms

from accounts import durations
from accounts.standing import Standing
from moderation import appeals
from moderation.models import Flag, Report


class FlagForm(forms.Form):
    """Turning a flag on or off; the step alone asks for its reach."""

    reach = forms.ChoiceField(
        choices=Flag.Reach.choices,
        widget=forms.RadioSelect,
        initial=Flag.Reach.NEWCOMERS,
        label="Which new projects",
    )
    reason = forms.CharField(max_length=500, help_text="For the other admins; kept in the audit.")
    notice = forms.CharField(
        max_length=300,
        required=False,
        label="Public notice",
        help_text="Shown on every page and in each refusal.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    duration = forms.CharField(
        max_length=8,
        required=False,
        label="Ends after",
        help_text="30m, 2h, 3d; empty: until it is turned off.",
    )

    def clean_duration(self) -> timedelta | None:
        text = self.cleaned_data["duration"]
        try:
            return durations.parse(text) if text else None
        except ValueError as exc:
            raise forms.ValidationError(str(exc)) from exc


class ReportForm(forms.Form):
    """A report in ten seconds."""

    category = forms.ChoiceField(
        choices=Report.Category.choices, widget=forms.RadioSelect, initial=Report.Category.SPAM
    )
    text = forms.CharField(
        max_length=1000,
        label="What is wrong with it?",
        help_text="One sentence will do.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(max_length=500, required=False, label="A link that shows it", assume_scheme="https")


class AppealForm(forms.Form):
    """What somebody says against a measure."""

    text = forms.CharField(
        min_length=appeals.SHORTEST,
        max_length=appeals.LONGEST,
        label="Why should we look again?",
        help_text="A few sentences in your own words. A person reads them.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.Form):
    """What a moderator answers, whichever way."""

    text = forms.CharField(
        min_length=appeals.SHORTEST,
        max_length=appeals.LONGEST,
        label="Your answer",
        help_text="The appellant reads it, in a mail and on the page.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AccountVerdictForm(forms.Form):
    """A decision about an account that was reported."""

    reason = forms.CharField(min_length=10, max_length=500, help_text="For the staff; kept in the audit.")
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)


class AuditFilterForm(forms.Form):
    """What of the audit is looked at."""

    actor = forms.CharField(max_length=50, required=False)
    action = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs={"list": "actions"}))
    subject = forms.CharField(max_length=200, required=False)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput, label="Older than"
    )


class ReasonForm(forms.Form):
    """An act that asks for nothing but its reason."""

    reason = forms.CharField(max_length=500, help_text="For the other admins; kept in the audit.")


class GrantForm(ReasonForm):
    """Which standing an account is given."""

    standing = forms.ChoiceField(
        choices=[(standing.value, standing.value) for standing in (Standing.ESTABLISHED, Standing.TRUSTED)],
        widget=forms.RadioSelect,
        initial=Standing.ESTABLISHED.value,
    )
    field_order = ("standing", "reason")


class UserSearchForm(forms.Form):
    q = forms.CharField(max_length=254, required=False, label="Name, mail, domain or IP address")
