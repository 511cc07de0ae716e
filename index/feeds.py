"""Feeds of what is new, with the titles and fields of the public index's."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import getaddresses

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from index.addresses import absolute
from index.models import Project, Release
from index.xml_text import clean

CONTENT_TYPE = "application/rss+xml; charset=utf-8"
MAX_UPDATES = 100
MAX_PROJECTS = 40
MAX_RELEASES = 40


def render(feed: Feed, request: HttpRequest, about: Project | None = None) -> str:
    return feed.get_feed(about, request).writeString("utf-8")


class _ReleasesFeed(Feed):
    """An item is a release, with its project loaded."""

    language = "en"

    def link(self) -> str:
        return absolute(reverse("home"))

    def item_title(self, item: Release) -> str:
        return f"{item.project.name} {item.version}"

    def item_link(self, item: Release) -> str:
        return absolute(item.get_absolute_url())

    def item_description(self, item: Release) -> str:
        return clean(item.summary)

    def item_author_name(self, item: Release) -> str:
        return ""  # the public index's feeds have addresses alone

    def item_author_email(self, item: Release) -> str:
        addresses = getaddresses([item.metadata.get("author_email", "")])
        return clean(", ".join(address for _, address in addresses if address))

    def item_pubdate(self, item: Release) -> datetime:
        return item.created_at


class Updates(_ReleasesFeed):
    """The newest releases of listed projects."""

    description = "The newest releases of all projects."

    def title(self) -> str:
        return f"{settings.SITE_NAME} recent updates"

    def feed_url(self) -> str:
        return absolute(reverse("updates_feed"))

    def items(self) -> Iterable[Release]:
        return _light(Release.objects.listed()).order_by("-created_at", "-id")[:MAX_UPDATES]


class Newest(_ReleasesFeed):
    """The newest listed projects, each as its newest release describes it."""

    description = "The newest projects."

    def title(self) -> str:
        return f"{settings.SITE_NAME} newest packages"

    def feed_url(self) -> str:
        return absolute(reverse("packages_feed"))

    def items(self) -> Iterable[Release]:
        newest = Release.objects.offered().filter(project=OuterRef("pk")).order_by("-created_at", "-id")
        projects = Project.objects.listed().order_by("-created_at", "id")
        keys = list(
            projects.annotate(newest=Subquery(newest.values("pk")[:1])).values_list("newest", flat=True)[
                :MAX_PROJECTS
            ]
        )
        releases = _light(Release.objects.listed()).in_bulk(keys)
        return [releases[key] for key in keys if key in releases]

    def item_title(self, item: Release) -> str:
        return f"{item.project.name} added to {settings.SITE_NAME}"

    def item_link(self, item: Release) -> str:
        return absolute(item.project.get_absolute_url())

    def item_pubdate(self, item: Release) -> datetime:
        return item.project.created_at


class ProjectReleases(_ReleasesFeed):
    """The newest releases of one visible project."""

    def title(self, obj: Project) -> str:
        return f"{settings.SITE_NAME} recent updates for {obj.name}"

    def description(self, obj: Project) -> str:
        return f"The newest releases of {obj.name}."

    def link(self, obj: Project) -> str:  # type: ignore[override]
        return absolute(obj.get_absolute_url())

    def feed_url(self, obj: Project) -> str:
        return absolute(reverse("releases_feed", args=[obj.normalized_name]))

    def items(self, obj: Project) -> Iterable[Release]:
        releases = Release.objects.offered().filter(project=obj)
        return _light(releases).order_by("-created_at", "-id")[:MAX_RELEASES]

    def item_title(self, item: Release) -> str:
        return item.version


def _light(releases: QuerySet[Release]) -> QuerySet[Release]:
    return releases.select_related("project").defer("description", "description_html")
