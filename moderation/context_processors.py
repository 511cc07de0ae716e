"""What every page shows from moderation."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from moderation import flags
from moderation.incidents import reading


def switch_banners(request: HttpRequest) -> dict[str, object]:
    """The flags that are on; asked of the database only by pages that have a banner."""
    return {"switch_banners": SimpleLazyObject(lambda: list(flags.switched_on(timezone.now())))}


def incident_banners(request: HttpRequest) -> dict[str, object]:
    """The incidents that go on, likewise."""
    return {"incident_banners": SimpleLazyObject(reading.for_banners)}
