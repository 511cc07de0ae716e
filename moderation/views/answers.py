"""Answers that the console's script and a browser without it share."""

from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """The script asks for JSON; a browser that sends a form asks for a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
