"""The forms of moderation."""

from datetime import timedelta

from django import forms

from accounts import durations
from accounts.standing import Standing
from moderation.acts import roles
from moderation.appealing import appeals
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


class LinesForm(ReasonForm):
    """Where the lines are drawn."""

    list_below = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        label="List at once what scores below",
        help_text="0 to 1; empty: nothing is listed before a person has looked.",
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    honest_holds_a_week = forms.FloatField(
        min_value=0.1,
        max_value=1000,
        required=False,
        label="Hold at most so many honest uploads a week",
        help_text="The line follows from it. Empty: nothing is held by its score.",
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
    field_order = ("list_below", "honest_holds_a_week", "reason")


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


class RoleForm(ReasonForm):
    """Which of the staff an account is."""

    role = forms.ChoiceField(choices=[(role, role) for role in roles.CHOICES], widget=forms.RadioSelect)
    field_order = ("role", "reason")


class SearchForm(forms.Form):
    q = forms.CharField(max_length=254, required=False, label="Part of it")


class ProhibitForm(ReasonForm):
    """A name or a pattern of names; `seen` is the pattern, and how many projects it was shown to fit."""

    name = forms.CharField(
        max_length=100,
        label="Name or pattern",
        help_text="free-movies closes one name in all its spellings, free-*-online all names between.",
    )
    seen = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    field_order = ("name", "reason")


class BanDomainForm(ReasonForm):
    """A mail domain; `seen` is the domain, and how many accounts were shown to have it."""

    domain = forms.CharField(max_length=254, label="Mail domain", help_text="With all domains below it.")
    seen = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    field_order = ("domain", "reason")
