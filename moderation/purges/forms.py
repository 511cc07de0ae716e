"""The forms of purges. Reasons and counts are judged by the verbs, which every way in shares."""

from typing import Any

from django import forms

from moderation.purges import selection
from moderation.purges.selection import Filter


class PasteForm(forms.Form):
    """Names, one a line."""

    kind = forms.ChoiceField(
        choices=[
            ("accounts", "Accounts, with all that they own"),
            ("projects", "Projects"),
            ("projects-and-owners", "Projects, and accounts that alone own one of them"),
        ],
        label="The lines are",
        widget=forms.RadioSelect,
        initial="accounts",
    )
    lines = forms.CharField(
        label="Names",
        max_length=selection.MAX_LINES * 100,
        help_text="One a line.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_lines(self) -> list[str]:
        lines = selection.lines_of(self.cleaned_data["lines"])
        if len(lines) > selection.MAX_LINES:
            raise forms.ValidationError(
                f"These are {len(lines):,} lines; paste {selection.MAX_LINES:,} at most."
            )
        return lines


class FilterForm(forms.Form):
    """What the members have in common."""

    owner = forms.CharField(max_length=50, required=False, help_text="A user name.")
    mail_domain = forms.CharField(
        max_length=200, required=False, label="Mail domain", help_text="shop.example"
    )
    joined_from = forms.DateField(
        required=False, label="Signed up from", widget=forms.DateInput(attrs={"type": "date"})
    )
    joined_until = forms.DateField(
        required=False, label="Signed up until", widget=forms.DateInput(attrs={"type": "date"})
    )
    name = forms.CharField(
        max_length=100,
        required=False,
        label="Project name",
        help_text="How it begins, or a pattern: *-free-*",
    )
    link_host = forms.CharField(
        max_length=200, required=False, label="Links to", help_text="A host, with those below it."
    )
    text = forms.CharField(
        max_length=200,
        required=False,
        label="Says",
        help_text="A phrase of summaries or descriptions, however it is broken into lines.",
    )
    addresses = forms.CharField(
        max_length=50, required=False, label="Came from", help_text="192.0.2.7 or 192.0.2.0/24"
    )
    with_owners = forms.BooleanField(
        required=False, initial=True, label="With the accounts that alone own one of the projects"
    )

    def wanted(self) -> Filter:
        values: dict[str, Any] = dict(self.cleaned_data)
        del values["with_owners"]
        return Filter(**values)


class ConfirmForm(forms.Form):
    """The last word."""

    typed = forms.CharField(
        max_length=20,
        label="Type the number of members",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        max_length=500,
        help_text="Ten characters or more. The owners of what is removed read it in their mail; the audit keeps it.",
    )
    labels_spam = forms.BooleanField(
        required=False, initial=True, label="These projects are spam: let the model learn from them"
    )


class UndoForm(forms.Form):
    reason = forms.CharField(max_length=500, required=False, label="Why undo it?")
