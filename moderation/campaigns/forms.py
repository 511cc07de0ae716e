"""Forms of campaigns."""

from django import forms

from moderation.forms import ReasonForm


class SplitForm(ReasonForm):
    """By which trait."""

    key = forms.IntegerField(widget=forms.HiddenInput, min_value=-(2**63), max_value=2**63 - 1)
