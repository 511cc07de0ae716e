"""Publishing the simple pages: after each change by its own process, else when a reader finds one missing."""

from django.db import transaction

from index import journal
from index.models import Project
from index.simple import data, published, renderings


@transaction.atomic
def publish_page(project_id: int) -> None:
    """Publish a project's page as its rows are now, if it has one.

    Under the lock that every change of the project holds when it withdraws the page, so that an older state
    cannot come after a newer one.
    """
    project = Project.objects.select_for_update().only("normalized_name").get(pk=project_id)
    page = data.page(project.normalized_name)
    if page is None:
        return
    forms = {"html": renderings.as_html(page).encode(), "json": renderings.as_json(page).encode()}
    published.publish(page.name, forms, serial=page.last_serial, changed_second=page.changed_second)


@transaction.atomic
def publish_root() -> None:
    """Publish the list of all projects, while nobody changes one."""
    journal.take_turn()
    root = data.root()
    forms = {"html": renderings.root_as_html(root).encode(), "json": renderings.root_as_json(root).encode()}
    published.publish(published.ROOT, forms, serial=root.last_serial, changed_second=root.changed_second)
