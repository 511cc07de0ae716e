"""`/moderation/names/`: prohibiting names and patterns, with what they would fit shown first."""

import re

import pytest

from index import prohibited_names
from index.models import ProhibitedName, Project
from moderation.models import AuditEntry
from tests.factories import NOW, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ada")]

PAGE = "/moderation/names/"


def prohibit(client, name, **form):
    return client.post(f"{PAGE}prohibit/", {"name": name, "reason": "a wave"} | form, follow=True)


def seen_in(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]


def test_a_name_is_prohibited_in_one_step_and_audited(client):
    make_project("tides")
    page = prohibit(client, "Tides").content.decode()
    assert "tides is prohibited. 1 existing project stays as before." in page
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject, entry.reason) == (
        "ada",
        "prohibit name",
        "tides",
        "a wave",
    )
    assert Project.objects.get().removed_at is None


def test_a_pattern_is_saved_only_after_what_it_fits_was_seen(client):
    for name in ("free-a-online", "free-b-online"):
        make_project(name)
    preview = prohibit(client, "free-*")
    assert "It fits 2 existing projects" in preview.content.decode()
    assert "free-a-online" in preview.content.decode()
    assert not ProhibitedName.objects.exists()
    prohibit(client, "free-*", seen=seen_in(preview))
    row = ProhibitedName.objects.get()
    assert (row.normalized_name, row.is_pattern, row.prohibited_by) == ("free-*", True, "ada")
    assert AuditEntry.objects.get().after == {"prohibited": True, "existing_projects": 2}


def test_what_was_seen_of_one_pattern_is_no_yes_to_another(client):
    seen = seen_in(prohibit(client, "free-*"))
    prohibit(client, "tide-*", seen=seen)
    make_project("free-x")
    prohibit(client, "free-*", seen=seen)
    assert not ProhibitedName.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("*", "fits nearly every name"),
        ("t\u00efdes", "is no name"),
        ("tides", "is prohibited already"),
        ("", "This field is required"),
    ],
)
def test_what_cannot_be_prohibited_is_said(client, name, told):
    prohibited_names.prohibit(text="tides", reason="r", actor="ada", now=NOW)
    answer = prohibit(client, name)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_name_is_allowed_again_with_a_reason(client):
    row = prohibited_names.prohibit(text="free-*", reason="r", actor="ada", now=NOW)
    assert client.post(f"{PAGE}{row.pk}/allow/", {}).status_code == 400
    page = client.post(f"{PAGE}{row.pk}/allow/", {"reason": "calm"}, follow=True).content.decode()
    assert "free-* is allowed again." in page
    assert not ProhibitedName.objects.exists()
    assert AuditEntry.objects.get().action == "allow name"
    assert client.post(f"{PAGE}{row.pk}/allow/", {"reason": "calm"}).status_code == 404


def test_the_list_is_searched_and_paged(client, django_assert_max_num_queries):
    for number in range(60):
        prohibited_names.prohibit(text=f"free-{number:02}-x", reason="<b>r</b>", actor="ada", now=NOW)
    with django_assert_max_num_queries(8):
        page = client.get(PAGE).content.decode()
    assert "free-59-x" in page
    assert "free-09-x" not in page
    assert "&lt;b&gt;r" in page
    assert "free-09-x" in client.get(f"{PAGE}?page=2").content.decode()
    page = client.get(f"{PAGE}?q=E_09").content.decode()
    assert "free-09-x" in page
    assert "free-10-x" not in page
    assert client.get(f"{PAGE}?q=%00").status_code == 400
