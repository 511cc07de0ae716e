"""Passwords that were stolen somewhere: by lists that libraries bring, and by a service where the operator allows it.

The service gets the first five characters of a hash and answers with all hashes that begin so: it cannot know which
password was asked about. Where it does not answer in time the password passes, because the lists and the estimate of
strength have been asked already and nobody is to be kept out by somebody else's outage.
"""

import hashlib
import logging
from functools import cache
from http.client import HTTPException
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

logger = logging.getLogger(__name__)

PREFIX_CHARACTERS = 5
PATIENCE_SECONDS = 1.5
LONGEST_ANSWER_BYTES = 2**20  # the service sends some 40 kB


def is_known(password: str) -> bool:
    return password.strip().lower() in _lists() or _service_knows(password)


@cache
def _lists() -> frozenset[str]:
    """The 20,000 of Django and the 30,000 of zxcvbn, from breaches both."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(CommonPasswordValidator().passwords) | frozenset(FREQUENCY_LISTS["passwords"])


def _service_knows(password: str) -> bool:
    if not settings.BREACHED_PASSWORDS_URL:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    prefix, rest = digest[:PREFIX_CHARACTERS], digest[PREFIX_CHARACTERS:]
    request = Request(  # noqa: S310 - the operator's address, http or https by `env_url`
        f"{settings.BREACHED_PASSWORDS_URL}/{prefix}",
        headers={"Add-Padding": "true", "User-Agent": f"{settings.SITE_NAME} (password check)"},
    )
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - see above
            lines = answer.read(LONGEST_ANSWER_BYTES).decode("ascii", errors="replace").splitlines()
    except (OSError, HTTPException, ValueError) as exc:
        logger.warning("the service of stolen passwords did not answer: %s", exc)
        return False
    # Padding has the count 0.
    return any(line.startswith(f"{rest}:") and line.partition(":")[2].strip() != "0" for line in lines)
