"""What search engines may look for: the pages of listed projects, and the few that are always there."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from index.models import Project

PAGE_SIZE = 10_000


class _SiteSitemap(Sitemap):
    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_HOST


class Projects(_SiteSitemap):
    limit = PAGE_SIZE

    def items(self) -> QuerySet[Project]:
        return Project.objects.listed().order_by("normalized_name").only("normalized_name", "changed_second")

    def lastmod(self, item: Project) -> datetime:
        return datetime.fromtimestamp(item.changed_second, UTC)

    def get_latest_lastmod(self) -> datetime | None:
        newest = self.items().aggregate(second=Max("changed_second"))["second"]
        return None if newest is None else datetime.fromtimestamp(newest, UTC)


class Pages(_SiteSitemap):
    def items(self) -> list[str]:
        return ["home", "help"]

    def location(self, item: str) -> str:
        return reverse(item)


SECTIONS: dict[str, type[Sitemap]] = {"pages": Pages, "projects": Projects}
