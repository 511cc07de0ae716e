"""What a token found in public means: whoever sends it in full has it, so it ends at once, and its owner is told."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.api_tokens import api_tokens, token_notices, tokens
from accounts.api_tokens.found_tokens import FoundToken
from accounts.models import ApiToken

logger = logging.getLogger(__name__)

AT_ONCE = 500  # look-ups in one query


def end_found(*, found: Sequence[FoundToken], scanner: str, now: datetime) -> set[str]:
    """Revoke what of `found` is a token of ours; those texts, whether or not they were still good.

    `scanner`: whose signature the report has; empty for anybody who sent it.
    """
    by_digest = {tokens.digest(each.token): each for each in found if tokens.is_well_formed(each.token)}
    digests = list(by_digest)
    ours = set()
    for start in range(0, len(digests), AT_ONCE):
        some = digests[start : start + AT_ONCE]
        for row in ApiToken.objects.filter(digest__in=some).select_related("user").order_by("id"):
            each = by_digest[row.digest]
            ours.add(each.token)
            _end(row, place=each.place, scanner=scanner, now=now)
    return ours


@transaction.atomic
def _end(token: ApiToken, *, place: str, scanner: str, now: datetime) -> None:
    by = f"the secret scanner {scanner}" if scanner else "somebody who has it"
    where = place or "a place that was not named"
    if api_tokens.end(token=token, reason=f"found at {where}, reported by {by}", now=now):
        logger.info("token %s… is revoked: found at %s, reported by %s", token.shown, where, by)
        token_notices.tell_of_found(token, place=where, by=by, now=now)
