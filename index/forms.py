"""The forms of index."""

from django import forms

from accounts.models import User
from index.models import Project


class ApiTokenForm(forms.Form):
    """What a new token is called, and what it is for."""

    description = forms.CharField(
        max_length=100, label="Name", help_text="So that you know later where you use it."
    )
    scope = forms.ModelChoiceField(
        Project.objects.none(),
        required=False,
        empty_label="Whole account, new projects included",
        help_text="A token for one project can do no harm to your others.",
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        projects = Project.objects.known().owned_by(user).order_by("normalized_name")
        self.fields["scope"].queryset = projects  # type: ignore[attr-defined]
