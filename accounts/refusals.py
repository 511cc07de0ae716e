"""How an answer tells what its body cannot: when what was refused may be tried again."""

from typing import TypeVar

from django.http.response import HttpResponseBase

from accounts.hooks import Refusal

Response = TypeVar("Response", bound=HttpResponseBase)


def with_retry_after(response: Response, *refusals: Refusal | None) -> Response:
    """The response, with the longest of the waits where any of the refusals knows one."""
    waits = [refusal.retry_after_seconds for refusal in refusals if refusal and refusal.retry_after_seconds]
    if waits:
        response["Retry-After"] = str(max(waits))
    return response
