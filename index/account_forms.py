"""Forms of what index does for a whole account."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from accounts.models import User


class DeleteAccountForm(forms.Form):
    """For what cannot be taken back: the user name typed, and the password again."""

    leaves_projects = forms.BooleanField(
        required=False,
        label="Leave the projects that only I own without an owner",
        help_text="Who has them installed keeps them; what nobody else works on is archived.",
    )
    username = forms.CharField(
        max_length=50, label="Your user name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, owns_alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["username"].help_text = f"Type {user.username} to confirm."
        if not owns_alone:
            self.fields["leaves_projects"].widget = forms.HiddenInput()

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if username != self.user.username:
            raise forms.ValidationError(f"That is not it; type {self.user.username} to confirm.")
        return username

    def clean_password(self) -> str:
        """Counted with all other tries of this password.

        :raises ValidationError: where it is wrong, or there were too many tries.
        """
        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise forms.ValidationError("That is not your password; try again.")
        return password
