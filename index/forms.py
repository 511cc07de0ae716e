"""The forms of index."""

from typing import Any

from django import forms

from accounts.models import User
from index.distributions import names
from index.models import Invitation, Project, Role

MAX_REASON_CHARACTERS = 500


class LineField(forms.CharField):
    """Free text that is shown in one line, wherever it was typed in several."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class YankForm(forms.Form):
    reason = LineField(
        max_length=MAX_REASON_CHARACTERS,
        required=False,
        help_text="Installers show it to people who have pinned the release.",
    )


class UnyankForm(forms.Form):
    """Nothing to fill in."""


class ConfirmNameForm(forms.Form):
    """For what cannot be taken back: the project's name, typed."""

    name = forms.CharField(
        max_length=100, label="The project's name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = LineField(
        max_length=MAX_REASON_CHARACTERS, required=False, help_text="Kept in the project's history."
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["name"].help_text = f"Type {project.name} to confirm."

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if names.normalize(name) != self.project.normalized_name:
            raise forms.ValidationError(f"That is not the name; type {self.project.name} to confirm.")
        return name


class StatusForm(forms.Form):
    """The statuses that owners give (PEP 792)."""

    status = forms.ChoiceField(
        choices=[
            (Project.Status.ACTIVE.value, "Active: it is worked on"),
            (Project.Status.ARCHIVED.value, "Archived: no more releases are expected"),
            (Project.Status.DEPRECATED.value, "Deprecated: something else should be used"),
        ],
        label="The project is",
        widget=forms.RadioSelect,
    )
    reason = LineField(
        max_length=MAX_REASON_CHARACTERS,
        required=False,
        label="Notice",
        help_text="Shown on the project's page and to installers. Say what to use instead.",
    )


class UserField(LineField):
    """An account by its user name, in any case of its letters."""

    def clean(self, value: Any) -> User:
        username = super().clean(value)
        user = User.objects.filter(username__iexact=username, is_active=True).first()
        if user is None:
            raise forms.ValidationError("Nobody here has this user name; check its spelling.")
        return user


class TransferForm(forms.Form):
    user = UserField(max_length=50, label="User name of the new owner")
    name = ConfirmNameForm.base_fields["name"]
    clean_name = ConfirmNameForm.clean_name

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["name"].help_text = f"Type {project.name} to confirm."


class InvitationForm(forms.Form):
    user = UserField(max_length=50, label="User name")
    kind = forms.ChoiceField(
        label="Role",
        choices=[
            (Invitation.Kind.MAINTAINER.value, "Maintainer: uploads and yanks"),
            (Invitation.Kind.OWNER.value, "Owner: may do everything, you included"),
        ],
    )


class RoleForm(forms.Form):
    kind = forms.ChoiceField(choices=Role.Kind.choices)
