"""Work of index that no upload waits for."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.dispatch import send
from index import account_deletion, downloads, figures, orphans, readme, staging
from index.models import JournalEntry, Project, Release
from index.search import entries
from index.simple import publication
from index.trusted_publishing import publishers

OVERDUE_BATCH = 200
# Seconds in which one message is enough, however many readers find the same page missing.
PAGE_PATIENCE = 30
ROOT_PATIENCE = 2


def render_description_soon(release_id: int) -> None:
    send(render_description, release_id)


@shared_task(time_limit=20)
def render_description(release_id: int, **_newer: object) -> None:
    """Render a release's description once. Running it twice changes nothing."""
    release = Release.objects.filter(pk=release_id, description_html=None).first()
    if release is None:
        return
    waiting = Release.objects.filter(pk=release_id)
    # Plain text first: a description that kills the renderer is settled by that, and not tried for ever.
    waiting.update(description_html=readme.as_plain_text(release.description))
    waiting.update(description_html=readme.render(release.description, release.description_content_type))


@shared_task
def render_overdue(**_newer: object) -> None:
    """Find what a lost message left unrendered."""
    overdue = Release.objects.filter(description_html=None).order_by("id").values_list("id", flat=True)
    for release_id in overdue[:OVERDUE_BATCH]:
        render_description_soon(release_id)


def publish_page_soon(normalized_name: str) -> None:
    if not settings.READERS_LOG_IN and cache.add(
        f"publishing/{normalized_name}", value=True, timeout=PAGE_PATIENCE
    ):
        send(publish_page, normalized_name)


def publish_root_soon() -> None:
    if not settings.READERS_LOG_IN and cache.add("publishing/", value=True, timeout=ROOT_PATIENCE):
        send(publish_root)


@shared_task(time_limit=60)
def publish_page(normalized_name: str, **_newer: object) -> None:
    """Publish the simple page of a project, which a reader has found missing."""
    project = Project.objects.filter(normalized_name=normalized_name).first()
    if project is not None:
        publication.publish_page(project.pk)


@shared_task(time_limit=300)
def publish_root(**_newer: object) -> None:
    """Publish the list of all projects, which a reader has found missing."""
    publication.publish_root()


@shared_task
def forget_addresses(**_newer: object) -> None:
    """Empty the addresses in journal entries that are older than they are kept."""
    oldest = timezone.now() - timedelta(days=settings.KEEP_ADDRESSES_DAYS)
    JournalEntry.objects.filter(at__lt=oldest, address__isnull=False).update(address=None)


@shared_task
def delete_accounts(**_newer: object) -> None:
    """Delete the accounts whose owners asked for it and have not changed their mind."""
    account_deletion.carry_out_due(now=timezone.now())


@shared_task
def sweep_staged_files(**_newer: object) -> None:
    staging.sweep(now=timezone.now())


@shared_task
def clear_orphans(**_newer: object) -> None:
    """Clear away what crashes left behind."""
    before = timezone.now() - orphans.KEPT_FOR
    for orphan in orphans.find(before=before):
        orphans.clear(orphan, before=before)


def refresh_search_soon(project_id: int) -> None:
    send(refresh_search, project_id)


@shared_task(time_limit=600)
def refresh_search(project_id: int | None = None, **_newer: object) -> None:
    """Bring the search entry of a project up to date, or all that a crash left behind."""
    if project_id is not None:
        entries.refresh([project_id])
        return
    while entries.refresh_overdue() == entries.BATCH:
        pass


@shared_task(time_limit=600)
def count_figures(**_newer: object) -> None:
    """Count what the front page and the statistics show."""
    figures.count(now=timezone.now())


@shared_task
def forget_expired_tokens(**_newer: object) -> None:
    """Clear away what trusted publishing leaves behind."""
    publishers.forget_expired(now=timezone.now())


@shared_task
def count_downloads(**_newer: object) -> None:
    downloads.fold(now=timezone.now())
