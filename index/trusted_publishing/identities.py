"""Who a trusted publisher is, and whether the claims of an identity token are that one's. Pure.

Each identity says by its `subject` what its tokens are found by, by `mismatch` what speaks against one, and by
`repository_url` where people find its source.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Claims = Mapping[str, object]
GITHUB_ACTIONS = "https://token.actions.githubusercontent.com"


@dataclass(frozen=True, slots=True)
class GitHub:
    """A workflow of a GitHub repository, on GitHub's own site or an Enterprise server."""

    owner: str
    repository: str
    workflow: str
    environment: str = ""

    subject_claim: ClassVar = "repository"
    # A number that GitHub never gives out twice, unlike the name of an account that was deleted.
    owner_id_claim: ClassVar = "repository_owner_id"

    def __str__(self) -> str:
        return _described(
            f"GitHub repository {self.owner}/{self.repository}", self.workflow, self.environment
        )

    @property
    def subject(self) -> str:
        return f"{self.owner}/{self.repository}".lower()

    def repository_url(self, issuer: str) -> str:
        site = "https://github.com" if issuer == GITHUB_ACTIONS else issuer.removesuffix("/_services/token")
        return f"{site}/{self.owner}/{self.repository}"

    def mismatch(self, claims: Claims) -> str:
        path = f"/.github/workflows/{self.workflow}"
        refs = (_text(claims, "ref"), _text(claims, "sha"))
        if not _is_file(_text(claims, "job_workflow_ref"), self.subject, path, refs):
            return f"the workflow must be {self.workflow}"
        # Names of environments are the same in any case on GitHub.
        if self.environment and _text(claims, "environment").lower() != self.environment.lower():
            return f"the environment must be {self.environment}"
        return ""


@dataclass(frozen=True, slots=True)
class GitLab:
    """A pipeline of a GitLab project, on gitlab.com or an own server."""

    namespace: str
    project: str
    config: str
    environment: str = ""

    subject_claim: ClassVar = "project_path"
    owner_id_claim: ClassVar = "namespace_id"

    def __str__(self) -> str:
        return _described(f"GitLab project {self.namespace}/{self.project}", self.config, self.environment)

    @property
    def subject(self) -> str:
        return f"{self.namespace}/{self.project}".lower()

    def repository_url(self, issuer: str) -> str:
        return f"{issuer}/{self.namespace}/{self.project}"

    def mismatch(self, claims: Claims) -> str:
        refs = (_text(claims, "ref_path"), _text(claims, "sha"))
        # The claim starts with the server's host, which is the issuer's own and checked as such.
        _, _, file = _text(claims, "ci_config_ref_uri").partition("/")
        if not _is_file(file, self.subject, f"//{self.config}", refs):
            return f"the pipeline must be {self.config}"
        if self.environment and _text(claims, "environment") != self.environment:
            return f"the environment must be {self.environment}"
        return ""


@dataclass(frozen=True, slots=True)
class Other:
    """Whatever another issuer calls by one subject, and further claims where the subject is not enough."""

    subject: str
    claims: dict[str, str] = field(default_factory=dict)

    subject_claim: ClassVar = "sub"
    owner_id_claim: ClassVar = ""

    def __str__(self) -> str:
        return ", ".join([self.subject, *(f"{name} {value}" for name, value in self.claims.items())])

    def repository_url(self, _issuer: str) -> str:
        """None that could be told from the claims of any issuer."""
        return ""

    def mismatch(self, claims: Claims) -> str:
        for name, value in self.claims.items():
            if _text(claims, name) != value:
                return f"the claim {name} must be {value}"
        return ""


Identity = GitHub | GitLab | Other
KINDS: dict[str, type[GitHub] | type[GitLab] | type[Other]] = {
    "github": GitHub,
    "gitlab": GitLab,
    "other": Other,
}


def subject_of(kind: str, claims: Claims) -> str:
    """What the publishers that may fit these claims have as their subject."""
    subject = _text(claims, KINDS[kind].subject_claim)
    return subject if kind == "other" else subject.lower()


def owner_id_of(kind: str, claims: Claims) -> str:
    """The number of the account or group that owns the repository; empty where the issuer has none."""
    return _text(claims, KINDS[kind].owner_id_claim)


def _is_file(claim: str, repository: str, path: str, refs: Iterable[str]) -> bool:
    """Whether `claim` names this file of this repository at the ref or commit that the token is for.

    The ref is compared whole: a file may have an `@` in its own name.
    """
    end = len(repository)
    return claim[:end].lower() == repository and claim[end:] in {f"{path}@{ref}" for ref in refs if ref}


def _described(place: str, file: str, environment: str) -> str:
    return f"{place}, {file}" + (f", environment {environment}" if environment else "")


def _text(claims: Claims, name: str) -> str:
    """A claim as text that a database takes: JSON may hold NUL and halves of characters."""
    value = claims.get(name, "")
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode(errors="replace").decode().replace("\0", "?")
