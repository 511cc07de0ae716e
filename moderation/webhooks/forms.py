"""The form of webhooks."""

from django import forms
from django.core.validators import URLValidator

from moderation.webhooks.events import Event


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=500,
        label="Address",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="It is sent a POST for each event; over plain http only within your own network.",
        widget=forms.URLInput,
    )
    events = forms.MultipleChoiceField(
        choices=[choice for choice in Event.choices if choice[0] != Event.TEST],
        widget=forms.CheckboxSelectMultiple,
        label="It hears",
    )
