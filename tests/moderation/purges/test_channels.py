"""What a batch has removed is gone from every channel with its commit, and back on each after undo."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from index.models import Project, Provenance
from index.search import entries
from moderation.purges import run, undo
from tests.factories import make_file, make_project, make_release, make_user
from tests.index.test_visibility import DISCOVERY_CHANNELS, INSTALL_CHANNELS
from tests.moderation.purges.wave import confirmed, drafted

CHANNELS = INSTALL_CHANNELS | DISCOVERY_CHANNELS


def published_project():
    """With its simple pages published, and found by search."""
    project = make_project("tide-tables", owner=make_user("spammer"))
    file = make_file(make_release(project), "tide_tables-1.0-py3-none-any.whl")
    Provenance.objects.create(file=file, document="{}")
    make_file(make_release(make_project("other")))
    entries.refresh(Project.objects.values_list("pk", flat=True))
    return project


def shown(client):
    return {name for name, shows in CHANNELS.items() if shows(client)}


@pytest.mark.django_db
def test_every_channel_loses_it_with_the_batch_and_has_it_again_after_undo(client):
    project = published_project()
    before = shown(client)
    assert before == set(CHANNELS)
    file = project.releases.get().files.get()
    purge = confirmed(drafted([project.roles.get().user]))
    run.work(purge.pk)
    assert shown(client) == set()
    assert client.get("/user/spammer/").content.decode().count("tide-tables") == 0
    for path in (file.get_absolute_url(), f"{file.get_absolute_url()}.metadata"):
        assert client.get(path).status_code == 404
    undo.undo(purge=purge, reason="", actor="ada", now=timezone.now())
    run.work(purge.pk)
    assert shown(client) == before


@pytest.mark.django_db
def test_search_entries_follow_lazily():
    project = published_project()
    run.work(confirmed(drafted([project.roles.get().user])).pk)
    assert entries.overdue().filter(pk=project.pk).exists()
    entries.refresh_overdue()
    assert not hasattr(Project.objects.get(pk=project.pk), "search_entry")
    call_command("search", "rebuild")
