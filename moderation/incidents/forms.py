"""The forms of incidents; whether what they ask for can be done is the verbs' to say."""

from django import forms

from moderation.incidents.models import Incident, State

LONGEST_TEXT = 20_000


class EntryForm(forms.Form):
    """What is said of an incident now."""

    state = forms.ChoiceField(choices=State.choices, widget=forms.RadioSelect, initial=State.INVESTIGATING)
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        help_text="For everybody. Markdown: an empty line between paragraphs, - before each point of a list.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    is_signed = forms.BooleanField(
        required=False,
        label="Sign with my name",
        help_text="Else it is signed by “the moderators”.",
    )


class ChangeForm(forms.Form):
    """What stands above the entries of an incident."""

    title = forms.CharField(max_length=100, help_text="As on the banner of every page: “Spam on the index”.")
    sentence = forms.CharField(
        max_length=300,
        label="What it means for people",
        help_text="One sentence for everybody, below the title.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    impact = forms.ChoiceField(
        choices=Incident.Impact.choices, widget=forms.RadioSelect, initial=Incident.Impact.MINOR
    )
    reason = forms.CharField(max_length=500, help_text="For the other admins; kept in the audit.")


class OpenForm(EntryForm, ChangeForm):
    """A new incident with its first entry."""

    reason = None  # type: ignore[assignment]  # its first entry is
    started_at = forms.DateTimeField(
        label="Began at",
        help_text="UTC. What was done from then on is attached by itself.",
        widget=forms.DateTimeInput(attrs={"placeholder": "2026-02-17 19:22"}, format="%Y-%m-%d %H:%M"),
    )
    field_order = ("title", "sentence", "impact", "started_at", "state", "text", "is_signed")


class CorrectForm(forms.Form):
    """Other words for an entry that is public."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(max_length=500, help_text="For the other admins; kept in the audit.")


class HandOverForm(forms.Form):
    """To whom the watch goes."""

    to = forms.CharField(
        max_length=50, required=False, label="I hand over to", help_text="A user name; empty: whoever comes."
    )


class SinceForm(forms.Form):
    """Since when a handover tells."""

    hours = forms.IntegerField(min_value=1, max_value=14 * 24, required=False, label="Of the last hours")
