"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "signup_is_offered": settings.SIGN_UP,
    }
