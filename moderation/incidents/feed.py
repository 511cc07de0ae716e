"""`/rss/status.xml`: the newest entries of all incidents."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from index import feeds
from index.addresses import absolute
from index.xml_text import clean
from moderation.models import Incident, IncidentEntry

CONTENT_TYPE = feeds.CONTENT_TYPE
MAX_ENTRIES = 40


class StatusFeed(Feed):
    description = "What goes on at the index, and what is done about it."
    language = "en"

    def title(self) -> str:
        return f"{settings.SITE_NAME} status"

    def link(self) -> str:
        return absolute(reverse("status"))

    def feed_url(self) -> str:
        return absolute(reverse("status_feed"))

    def items(self) -> QuerySet[IncidentEntry]:
        return IncidentEntry.objects.public().select_related("incident")[:MAX_ENTRIES]

    def item_title(self, item: IncidentEntry) -> str:
        return clean(f"{item.get_state_display()}: {item.incident.title}")

    def item_link(self, item: IncidentEntry) -> str:
        return absolute(item.get_absolute_url())

    def item_description(self, item: IncidentEntry) -> str:
        return clean(item.html)

    def item_author_name(self, item: IncidentEntry) -> str:
        return item.signature

    def item_pubdate(self, item: IncidentEntry) -> datetime:
        return item.published_at  # type: ignore[return-value]  # no draft is here


def render(request: HttpRequest) -> str:
    return feeds.render(StatusFeed(), request)


def version() -> int:
    """A number that is another as soon as the feed is: entries are added and corrected, titles changed."""
    entries = IncidentEntry.objects.aggregate(published=Max("published_at"), edited=Max("edited_at"))
    edited = Incident.objects.aggregate(edited=Max("edited_at"))["edited"]
    moments = [moment for moment in (*entries.values(), edited) if moment]
    return max((int(moment.timestamp() * 1_000_000) for moment in moments), default=0)
