"""The forms of trusted publishing: one a kind of issuer, each giving the identity that it describes."""

import re
from typing import Any

from django import forms
from django.conf import settings

from index.distributions import names
from index.trusted_publishing.identities import GitHub, GitLab, Other

MAX_CLAIMS = 10
_CLAIM = re.compile(r"([A-Za-z0-9_.:/-]{1,100})\s*[:=]\s*(\S.{0,254})")
# What every token has, and what is checked of it anyway.
_OWN_CLAIMS = {"iss", "aud", "sub", "exp", "iat", "nbf", "jti"}


class _IssuersForm(forms.Form):
    """What all kinds have in common; each says what `identity` it describes."""

    kind = ""
    # Shown where a publisher awaits its project.
    name = forms.CharField(
        max_length=100,
        label="Project name",
        help_text="The first upload creates it. Until then anybody may take the name.",
    )
    issuer = forms.ChoiceField()

    def __init__(self, *args: object, is_pending: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["issuer"] = forms.ChoiceField(
            choices=[(issuer, issuer) for issuer in issuers_of(self.kind)]
        )
        if not is_pending:
            del self.fields["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not names.is_valid(name):
            raise forms.ValidationError("A project name has letters, digits and - _ . between them.")
        return name


def _exact(pattern: str, sentence: str, **options: Any) -> forms.RegexField:
    return forms.RegexField(rf"\A{pattern}\Z", error_messages={"invalid": sentence}, **options)


class GitHubForm(_IssuersForm):
    kind = "github"
    owner = _exact(
        "[A-Za-z0-9][A-Za-z0-9-]{0,38}",
        "Write the account's name alone, such as octocat.",
        help_text="The account or organization that owns the repository.",
    )
    repository = _exact(
        "[A-Za-z0-9._-]{1,100}",
        "Write the repository's name alone, without its owner.",
        help_text="Its name, without the owner.",
    )
    workflow = _exact(
        r"[A-Za-z0-9._-]{1,100}\.ya?ml",
        "Write the name of a file in .github/workflows/, such as release.yml.",
        help_text="The file in .github/workflows/ that publishes, such as release.yml.",
    )
    environment = forms.CharField(
        max_length=255,
        required=False,
        help_text="If the job runs in one. With reviewers there, nobody publishes alone.",
    )
    owner_id = _exact(
        "[0-9]{1,20}",
        "The owner's number has digits only.",
        required=False,
        label="Owner's number",
        help_text="If you know it. Otherwise it is kept from the first token, so that nobody who takes the "
        "owner's name later can publish.",
    )

    def identity(self) -> GitHub:
        data = self.cleaned_data
        return GitHub(data["owner"], data["repository"], data["workflow"], data["environment"])


class GitLabForm(_IssuersForm):
    kind = "gitlab"
    namespace = _exact(
        "[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*",
        "Write the group's path, such as group or group/subgroup.",
        max_length=150,
        help_text="The user or group, with its subgroups: group/subgroup.",
    )
    project = _exact(
        "[A-Za-z0-9_.-]{1,100}",
        "Write the project's path alone, without its group.",
        help_text="Its path, without the group.",
    )
    config = _exact(
        r"[A-Za-z0-9_.-][A-Za-z0-9_./-]*\.ya?ml",
        "Write the path of the pipeline's file in the repository, such as .gitlab-ci.yml.",
        max_length=200,
        label="Pipeline file",
        initial=".gitlab-ci.yml",
        help_text="Its path in the repository.",
    )
    environment = forms.CharField(max_length=255, required=False, help_text="If the job runs in one.")
    owner_id = _exact(
        "[0-9]{1,20}",
        "The group's number has digits only.",
        required=False,
        label="Group's number",
        help_text="If you know it. Otherwise it is kept from the first token.",
    )

    def identity(self) -> GitLab:
        data = self.cleaned_data
        return GitLab(data["namespace"], data["project"], data["config"], data["environment"])


class OtherForm(_IssuersForm):
    kind = "other"
    subject = forms.CharField(max_length=255, help_text="What the token's claim sub must be, to the letter.")
    claims = forms.CharField(
        required=False,
        label="Further claims",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, such as branch: main. Each must be so to the letter.",
    )

    def clean_claims(self) -> dict[str, str]:
        lines = [line.strip() for line in self.cleaned_data["claims"].splitlines() if line.strip()]
        if len(lines) > MAX_CLAIMS:
            raise forms.ValidationError(f"At most {MAX_CLAIMS} claims.")
        claims: dict[str, str] = {}
        for line in lines:
            found = _CLAIM.fullmatch(line)
            if found is None or found[1] in _OWN_CLAIMS | claims.keys():
                raise forms.ValidationError(
                    f"“{line[:50]}” is not a further claim and its value; write name: value."
                )
            claims[found[1]] = found[2]
        return claims

    def identity(self) -> Other:
        return Other(self.cleaned_data["subject"], self.cleaned_data["claims"])


PublisherForm = GitHubForm | GitLabForm | OtherForm
FORMS: dict[str, type[PublisherForm]] = {form.kind: form for form in (GitHubForm, GitLabForm, OtherForm)}


def issuers_of(kind: str) -> list[str]:
    return [issuer for issuer, its_kind in settings.OIDC_ISSUERS.items() if its_kind == kind]


def kinds_offered() -> list[str]:
    """The kinds that this index knows an issuer of."""
    return [kind for kind in FORMS if issuers_of(kind)]
