"""Attestations (PEP 740): which of them are believed, and the provenance object that tells of those.

The libraries that verify take half a second or more and 23 MB to load, so the first upload that needs them does it;
after that an attestation takes some milliseconds. The network is never asked.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings

from index.distributions.invalid import quoted, shortened
from index.models import TrustedPublisher
from index.trusted_publishing.identities import GITHUB_ACTIONS, GitHub, GitLab

if TYPE_CHECKING:
    from pypi_attestations import Attestation, GitHubPublisher, GitLabPublisher
    from sigstore.verify import Verifier
    from sigstore.verify.policy import VerificationPolicy

MAX_CHARACTERS = 256 * 1024  # together; one has some 5,000 to 20,000
PREDICATE_TYPES = ("https://docs.pypi.org/attestations/publish/v1", "https://slsa.dev/provenance/v1")
SITES = {
    GITHUB_ACTIONS: "https://github.com",
    "https://gitlab.com": "https://gitlab.com",
}
_SOURCE_REPOSITORY = "1.3.6.1.4.1.57264.1.12"  # the extension of signing certificates for its address


class InvalidAttestation(ValueError):  # noqa: N818 - named after what happened
    """One sentence, for the uploader; one line of ASCII."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What verified attestations prove of a file."""

    repository_url: str
    provenance: str  # the object of that name in PEP 740, as JSON


def is_supported() -> bool:
    """Whether the optional packages that verify are installed."""
    return find_spec("pypi_attestations") is not None


def verify(sent: str, *, filename: str, sha256: str, build: TrustedPublisher | None) -> Attested | None:
    """What the attestations in a form prove: each must be of this very file and signed by this very build.

    None for an empty list.

    :raises InvalidAttestation: where one of them is not.
    """
    if build is None or build.issuer not in SITES or not isinstance(build.identity, GitHub | GitLab):
        raise InvalidAttestation(
            "Attestations are taken from trusted publishers on github.com and gitlab.com alone; "
            "upload without them."
        )
    found = _parse(sent)
    if not found:
        return None
    publisher = _publisher(build, build.identity, found[0])
    policy = _policy(publisher, build.owner_id)
    proven = [_predicate_type(attestation, policy, filename, sha256) for attestation in found]
    if len(set(proven)) < len(proven):
        raise InvalidAttestation(f"Two attestations of {filename} are of one type; send one of each type.")
    return Attested(
        repository_url=f"{SITES[build.issuer]}/{publisher.repository}",
        provenance=_provenance(publisher, found),
    )


def _parse(sent: str) -> "list[Attestation]":
    if len(sent) > MAX_CHARACTERS:
        raise InvalidAttestation(
            f"The attestations have more than {MAX_CHARACTERS // 1024} KiB together; send smaller ones."
        )
    from pydantic import TypeAdapter
    from pypi_attestations import Attestation

    try:
        found = TypeAdapter(list[Attestation]).validate_json(sent)
    except ValueError as exc:
        raise InvalidAttestation(
            "The field attestations is not a JSON array of attestations (PEP 740); use a current upload client."
        ) from exc
    if len(found) > len(PREDICATE_TYPES):
        raise InvalidAttestation(
            f"{len(found)} attestations are too many; send at most {len(PREDICATE_TYPES)} with a file."
        )
    return found


def _publisher(
    build: TrustedPublisher, identity: GitHub | GitLab, attestation: "Attestation"
) -> "GitHubPublisher | GitLabPublisher":
    """The identity as the verifying library spells it.

    Certificates have the repository's name as its site writes it, and are compared to the letter; an owner may have
    written it in another case, which makes no difference to the site.
    """
    from pypi_attestations import GitHubPublisher, GitLabPublisher

    try:
        address = attestation.certificate_claims.get(_SOURCE_REPOSITORY, "")
    except Exception:  # noqa: BLE001 - a certificate that cannot be read is refused where it is verified
        address = ""
    named = address.removeprefix(f"{SITES[build.issuer]}/")
    repository = named if named.lower() == build.subject else build.subject
    environment = identity.environment or None
    if isinstance(identity, GitHub):
        return GitHubPublisher(repository=repository, workflow=identity.workflow, environment=environment)
    return GitLabPublisher(repository=repository, workflow_filepath=identity.config, environment=environment)


def _policy(publisher: "GitHubPublisher | GitLabPublisher", owner_id: str) -> "VerificationPolicy":
    """What a certificate must say: also the number of the repository's owner, as its name may be another's later."""
    from sigstore.verify import policy

    # `Attestation.verify` is the public way to it, but takes no trust root but sigstore's own.
    identity = publisher._as_policy()  # noqa: SLF001
    return policy.AllOf(
        [identity, *([policy.OIDCSourceRepositoryOwnerIdentifier(owner_id)] if owner_id else [])]
    )


def _predicate_type(
    attestation: "Attestation", policy: "VerificationPolicy", filename: str, sha256: str
) -> str:
    """The type of what an attestation states, once its signature is proven and it is of this file."""
    verifier = _verifier(settings.SIGSTORE_TRUST_ROOT)
    try:
        _, payload = verifier.verify_dsse(attestation.to_bundle(), policy)
        statement = json.loads(payload)
    except Exception as exc:
        reason = shortened(str(exc).partition("\n")[0])
        raise InvalidAttestation(
            f"An attestation of {filename} cannot be verified ({reason}); sign the file in the build that uploads it."
        ) from exc
    match statement:
        case {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": str(name), "digest": {"sha256": str(digest)}}],
            "predicateType": str(predicate_type),
        }:
            return _fitting(predicate_type, (name, digest), (filename, sha256))
    raise InvalidAttestation(
        f"An attestation of {filename} is no statement on one file (in-toto, version 1); "
        "use a current upload client."
    )


def _fitting(predicate_type: str, attested: tuple[str, str], uploaded: tuple[str, str]) -> str:
    if attested != uploaded:
        raise InvalidAttestation(
            f"An attestation sent with {uploaded[0]} is of {quoted(attested[0])} with the SHA-256 "
            f"{quoted(attested[1])}; send those of the very file."
        )
    if predicate_type not in PREDICATE_TYPES:
        raise InvalidAttestation(
            f"The attestation type {quoted(predicate_type)} is unknown; send {' or '.join(PREDICATE_TYPES)}."
        )
    return predicate_type


@lru_cache(maxsize=1)
def _verifier(trust_root: str) -> "Verifier":
    """A verifier by the trust root in that file, or else by sigstore's own.

    That is read from the package: the library's other way is a copy in the user's home, which no upgrade renews.
    """
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    shipped = "_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json"
    with resources.as_file(resources.files("sigstore") / shipped) as path:
        return Verifier(trusted_root=TrustedRoot.from_file(trust_root or str(path)))


def _provenance(publisher: "GitHubPublisher | GitLabPublisher", found: "list[Attestation]") -> str:
    """PEP 740's object, with nothing in it that was not verified."""
    from pypi_attestations import Attestation

    verified = [Attestation.from_bundle(attestation.to_bundle()) for attestation in found]
    bundle: dict[str, Any] = {
        "publisher": publisher.model_dump(mode="json"),
        "attestations": [attestation.model_dump(mode="json") for attestation in verified],
    }
    return json.dumps({"version": 1, "attestation_bundles": [bundle]})
