"""The verbs of trusted publishing: add, remove, exchange an identity token for an API token, settle a pending one."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import hooks
from accounts.api_tokens import api_tokens, tokens
from accounts.models import ApiToken, User
from index import journal
from index.distributions import names
from index.models import Project, TrustedPublisher, UsedIdentityToken
from index.trusted_publishing import identities, identity_tokens
from index.trusted_publishing.identities import Identity
from index.trusted_publishing.identity_tokens import TokenRefused

TOKEN_LIFE = timedelta(minutes=15)
MAX_PER_PROJECT = 20
MAX_PENDING_PER_ACCOUNT = 10


class NotAdded(Exception):  # noqa: N818 - named after what happened
    """The publisher cannot be added; the message is one sentence."""


@transaction.atomic
def add(
    *, project: Project, issuer: str, identity: Identity, owner_id: str, actor: User, now: datetime
) -> TrustedPublisher:
    """Let builds of this identity upload to `project`.

    :raises NotAdded: where it may already, or the project has as many as it may.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.publishers.count() >= MAX_PER_PROJECT:
        raise NotAdded(f"A project has at most {MAX_PER_PROJECT} trusted publishers; remove one first.")
    publisher = _create(
        project=project, issuer=issuer, identity=identity, owner_id=owner_id, actor=actor, now=now
    )
    journal.record(project, "add trusted publisher", actor=actor.username, reason=str(publisher), now=now)
    return publisher


@transaction.atomic
def add_pending(
    *, name: str, issuer: str, identity: Identity, owner_id: str, actor: User, now: datetime
) -> TrustedPublisher:
    """Let builds of this identity create the project `name`, in the name of `actor`. The name is not reserved.

    :raises NotAdded: where the name is taken, or the account has as many as it may.
    """
    actor = User.objects.select_for_update().get(pk=actor.pk)
    normalized = names.normalize(name)
    if Project.objects.filter(normalized_name=normalized).exists():
        raise NotAdded(f"The name {normalized} is taken; choose another name.")
    if actor.trusted_publishers.filter(project=None).count() >= MAX_PENDING_PER_ACCOUNT:
        raise NotAdded(
            f"An account has at most {MAX_PENDING_PER_ACCOUNT} pending publishers; remove one first."
        )
    return _create(
        pending_name=normalized, issuer=issuer, identity=identity, owner_id=owner_id, actor=actor, now=now
    )


@transaction.atomic
def remove(*, publisher: TrustedPublisher, actor: User, now: datetime) -> None:
    """End a publisher; tokens minted for it upload nothing more to its project, from the next request on."""
    removed, _ = TrustedPublisher.objects.filter(pk=publisher.pk).delete()
    if removed and publisher.project:
        journal.record(
            publisher.project,
            "remove trusted publisher",
            actor=actor.username,
            reason=str(publisher),
            now=now,
        )


def settle(*, publisher: TrustedPublisher, project: Project) -> None:
    """Make a pending publisher the one of the project that it just created, in the upload's transaction.

    The upload writes the journal.
    """
    publisher.project = project
    publisher.pending_name = ""
    publisher.save(update_fields=["project", "pending_name"])


def mint(*, identity_token: str, now: datetime) -> tuple[str, datetime]:
    """Exchange an identity token, once, for an API token: its text, and when it expires.

    The API token is for every project that trusts the identity, pending ones included. It is nobody's: whose
    standing counts is settled at each upload, by the publisher that covers it.

    :raises TokenRefused: with the sentence.
    """
    if refusal := hooks.first_refusal("MINT_GATES", None):
        raise TokenRefused("not-enabled", refusal.message, retry_after_seconds=refusal.retry_after_seconds)
    claims = identity_tokens.verify(identity_token, now=now)  # before the transaction: it may ask the issuer
    publishers = _fitting(claims)
    with transaction.atomic():
        _use_up(claims)
        token, text = api_tokens.issue(
            user=None,
            description=f"Trusted publisher {publishers[0].subject}"[:100],
            for_whole_account=False,
            now=now,
            expires_at=now + TOKEN_LIFE,
        )
        token.publishers.set(publishers)
        _record_use(publishers, claims, now)
    return text, now + TOKEN_LIFE


def burn(*, text: str, now: datetime) -> None:
    """Revoke a minted token before its time; any other text changes nothing."""
    token = ApiToken.objects.filter(digest=tokens.digest(text), user=None).first()
    if token:
        api_tokens.revoke(token=token, now=now)


def forget_expired(*, now: datetime) -> None:
    """Delete what no request can need again: minted tokens past their life, identity tokens past theirs."""
    UsedIdentityToken.objects.filter(forget_at__lt=now).delete()
    ApiToken.objects.filter(user=None, expires_at__lt=now).delete()


def _create(
    *, issuer: str, identity: Identity, actor: User, now: datetime, **fields: Any
) -> TrustedPublisher:
    try:
        with transaction.atomic():
            return TrustedPublisher.objects.create(
                kind=settings.OIDC_ISSUERS[issuer],
                issuer=issuer,
                subject=identity.subject,
                terms=asdict(identity),
                added_by=actor,
                added_at=now,
                **fields,
            )
    except IntegrityError as exc:
        raise NotAdded("This very publisher is trusted already.") from exc


def _fitting(claims: Mapping[str, Any]) -> list[TrustedPublisher]:
    """The publishers that these claims are of; where there is none, the refusal names what is in the way."""
    kind = settings.OIDC_ISSUERS[claims["iss"]]
    subject = identities.subject_of(kind, claims)
    found = TrustedPublisher.objects.filter(issuer=claims["iss"], kind=kind, subject=subject)
    alive = set(found.live().values_list("pk", flat=True))
    faults = {
        publisher: _fault(publisher, claims, is_live=publisher.pk in alive)
        for publisher in found.select_related("project").order_by("id")
    }
    fitting = [publisher for publisher, fault in faults.items() if not fault]
    if fitting:
        return fitting
    if not faults:
        raise TokenRefused(
            "invalid-publisher",
            f"No project here trusts {subject[:100]}; its owner adds it under “Publishing” first.",
        )
    publisher, fault = next(iter(faults.items()))
    raise TokenRefused(
        "invalid-publisher", f"No trusted publisher fits: for {publisher.project_name} {fault}."
    )


def _fault(publisher: TrustedPublisher, claims: Mapping[str, Any], *, is_live: bool) -> str:
    """What keeps this publisher from standing behind the token, as half a sentence; empty where nothing does."""
    if not is_live and publisher.project:
        return "its account may not upload any more: an owner adds the publisher again"
    if not is_live:
        return "the name was taken meanwhile: choose another name"
    owner_id = identities.owner_id_of(publisher.kind, claims)
    if publisher.owner_id and publisher.owner_id != owner_id:
        return f"the repository's owner must be the account of the number {publisher.owner_id}"
    return publisher.identity.mismatch(claims)


def _use_up(claims: Mapping[str, Any]) -> None:
    """Insert and catch: of two requests with one identity token at once, one wins."""
    digest = hashlib.sha256(claims["jti"].encode(errors="surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            UsedIdentityToken.objects.create(
                issuer=claims["iss"], jti_sha256=digest, forget_at=identity_tokens.forget_at(claims)
            )
    except IntegrityError as exc:
        raise TokenRefused(
            "invalid-token", "This identity token was used already; let the build ask for a new one."
        ) from exc


def _record_use(publishers: list[TrustedPublisher], claims: Mapping[str, Any], now: datetime) -> None:
    for publisher in publishers:
        publisher.last_used_at = now
        publisher.owner_id = identities.owner_id_of(publisher.kind, claims)[:40]
    TrustedPublisher.objects.bulk_update(publishers, ["last_used_at", "owner_id"])
