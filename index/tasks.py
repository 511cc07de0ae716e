"""Work of index that no upload waits for."""

from celery import shared_task
from django.utils import timezone

from accounts.dispatch import send
from index import figures, readme
from index.models import Release
from index.search import entries

OVERDUE_BATCH = 200


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


@shared_task(time_limit=600)
def refresh_search(**_newer: object) -> None:
    """Bring the search entries up to date that a crash left behind."""
    while entries.refresh_overdue() == entries.BATCH:
        pass


@shared_task(time_limit=600)
def count_figures(**_newer: object) -> None:
    """Count what the front page and the statistics show."""
    figures.count(now=timezone.now())
