"""`/moderation/projects/`: finding projects, what is known of them, and what is done to them."""

import pytest
from django.test import Client

from index import lifecycle
from index.models import JournalEntry, Project, Release, Role
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Purge, PurgedProject, Verdict
from moderation.reporting import reports
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user, score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ada")]

PAGE = "/moderation/projects/"


@pytest.fixture
def tides(ann):
    project = make_project("Tide_Tables", owner=ann)
    make_file(make_release(project))
    return project


def text(client, path=PAGE):
    return client.get(path).content.decode()


def do(client, act, reason="looked into it", **form):
    return client.post(f"{PAGE}tide-tables/{act}/", {"reason": reason} | form)


def audited():
    return [
        (entry.actor, entry.action, entry.subject, entry.before, entry.after)
        for entry in AuditEntry.objects.order_by("id")
    ]


# Finding


@pytest.mark.parametrize(
    "query",
    [
        "name=tide",
        "name=TABLES",
        "name=e_t",
        "name=tide*",
        "owner=ANN",
        "host=shop.example",
        "host=https://Shop.example/x",
        "state=held",
        "name=tide&owner=ann&host=shop.example&state=held",
    ],
)
def test_a_project_is_found_by_name_owner_host_and_state(client, tides, query):
    other = make_project("ebbs")
    make_role(other, tides.roles.get().user, Role.Kind.MAINTAINER)
    Release.objects.update(description="See https://www.shop.example/a", held_at=NOW)
    make_release(other, description="See https://shop.example.org/")
    page = text(client, f"{PAGE}?{query}")
    assert f"{PAGE}tide-tables/" in page
    assert f"{PAGE}ebbs/" not in page


@pytest.mark.parametrize(
    "state", ["active", "archived", "deprecated", "quarantined", "not listed", "removed"]
)
def test_a_state_finds_those_that_are_in_it(client, state):
    for status in Project.Status:
        make_project(f"is-{status}", status=status)
    make_project("is-removed", removed_at=NOW)
    make_project("is-not-listed", listed=False, status="deprecated")
    page = text(client, f"{PAGE}?state={state}")
    found = {
        name
        for name in ("active", "archived", "quarantined", "removed", "not-listed")
        if f"is-{name}/" in page
    }
    assert found == {state.replace(" ", "-")} - {"deprecated"} | (
        {"not-listed"} if state == "deprecated" else set()
    )


def test_names_that_begin_with_it_come_first(client):
    for name in ("a-tide", "tide-z", "tide-a"):
        make_project(name)
    page = text(client, f"{PAGE}?name=tide")
    assert page.index("tide-a/") < page.index("tide-z/") < page.index("a-tide/")


@pytest.mark.parametrize("query", ["name=%00", "state=gone", "name=" + "x" * 101, "host=%00"])
def test_what_cannot_be_looked_for_is_a_bad_request(client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["name=%25", "name=_x", "owner=nobody", "host=%27%3B--", "host=(((", "name=*"]
)
def test_what_fits_nothing_says_so_or_all(client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_the_list_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    for _ in range(20):
        make_role(make_project(), make_user())
    with django_assert_max_num_queries(8):
        client.get(PAGE)


# The page


def test_the_page_shows_everything_known(client, tides, ann, ada):
    release = tides.releases.get()
    score(release)
    case, _ = Case.objects.get_or_create(project=tides, defaults={"opened_at": NOW, "changed_at": NOW})
    reports.file_report(
        reporter=make_user("bob"), project=tides, category="squatting", text="<i>mine</i>", link="", now=NOW
    )
    case.refresh_from_db()
    verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=ada, now=NOW)
    purge = Purge.objects.create(title="t", drafted_by="ada", drafted_at=NOW)
    PurgedProject.objects.create(purge=purge, project=tides, ticked=True, why="named", done_at=NOW)
    JournalEntry.objects.create(project=tides, action="create", actor="ann", address="192.0.2.7", at=NOW)
    page = text(client, f"{PAGE}tide-tables/")
    for known in ("Tide_Tables", "newcomer", "tide_tables-1.0-py3-none-any.whl", "likely honest", "removed"):
        assert known in page
    for known in (
        "Name squatting",
        "&lt;i&gt;mine&lt;/i&gt;",
        "Upheld",
        "Spam",
        "192.0.2.7",
        f"Purge {purge.pk}",
    ):
        assert known in page
    for known in ("removed by it", "100 MiB", "10 GiB", "the index&#x27;s own", "judged tide-tables"):
        assert known.replace("&#x27;", "'") in page.replace("&#x27;", "'")


def test_the_page_takes_a_fixed_number_of_queries(client, tides, django_assert_max_num_queries):
    for number in range(2, 40):
        make_file(make_release(tides, f"{number}.0"))
        make_role(tides, make_user())
    with django_assert_max_num_queries(28):
        client.get(f"{PAGE}tide-tables/")


def test_a_release_that_is_held_stands_first_however_old(client, tides):
    for number in range(2, 30):
        make_release(tides, f"{number}.0")
    Release.objects.filter(version="1.0").update(held_at=NOW)
    assert "/releases/1.0/free/" in text(client, f"{PAGE}tide-tables/")
    assert "/releases/2.0/hold/" in text(client, f"{PAGE}tide-tables/?page=2")


def test_the_journal_is_paged(client, tides):
    first = JournalEntry.objects.create(project=tides, action="the first", actor="ann", at=NOW)
    for number in range(20):
        JournalEntry.objects.create(project=tides, action=f"act {number}", actor="ann", at=NOW)
    page = text(client, f"{PAGE}tide-tables/")
    assert "the first" not in page
    assert f"before={first.pk + 1}#journal" in page
    assert "the first" in text(client, f"{PAGE}tide-tables/?before={first.pk + 1}")


@pytest.mark.parametrize(
    "path", ["nobody/", "nobody/quarantine/", "tide-tables/?before=x", "tide-tables/?before=\u0661"]
)
def test_what_does_not_exist_is_404(client, tides, path):
    assert client.get(PAGE + path).status_code == 404


@pytest.mark.parametrize("act", ["hold", "free"])
def test_a_release_of_another_project_is_404(client, tides, act):
    make_release(make_project("ebbs"), "2.0")
    assert client.post(f"{PAGE}tide-tables/releases/2.0/{act}/", {"reason": "r"}).status_code == 404


# Acts


def test_quarantine_hides_it_at_once_and_clearing_puts_back_what_was(client, tides):
    lifecycle.set_status(
        project=tides, status=Project.Status.DEPRECATED, actor="ann", reason="use ebbs", now=NOW
    )
    assert do(client, "quarantine", "a stolen token").status_code == 302
    assert Client().get("/project/tide-tables/").status_code == 404
    page = text(client, f"{PAGE}tide-tables/")
    assert "a stolen token" in page
    do(client, "clear")
    tides.refresh_from_db()
    assert (tides.status, tides.status_reason) == ("deprecated", "use ebbs")
    assert audited() == [
        ("ada", "quarantine", "tide-tables", {"status": "deprecated"}, {"status": "quarantined"}),
        ("ada", "clear quarantine", "tide-tables", {"status": "quarantined"}, {"status": "deprecated"}),
    ]


def test_a_second_quarantine_is_cleared_to_what_the_owner_said_too(client, tides):
    for _ in range(2):
        do(client, "quarantine")
        do(client, "clear")
    tides.refresh_from_db()
    assert (tides.status, tides.status_reason) == ("active", "")


def test_a_release_is_held_and_freed(client, tides):
    do(client, "releases/1.0/hold")
    assert tides.releases.get().held_at
    do(client, "releases/1.0/free")
    assert tides.releases.get().held_at is None
    assert [entry[1:] for entry in audited()] == [
        ("hold release", "tide-tables", {"release 1.0": "offered"}, {"release 1.0": "held"}),
        ("free release", "tide-tables", {"release 1.0": "held"}, {"release 1.0": "offered"}),
    ]


def test_a_project_is_unlisted_and_listed(client, tides):
    do(client, "unlist")
    assert not Project.objects.get(pk=tides.pk).listed
    do(client, "list")
    assert Project.objects.get(pk=tides.pk).listed
    assert [entry[1] for entry in audited()] == ["unlist project", "list project"]


def test_limits_are_set_shown_with_where_they_come_from_and_taken_back(client, tides):
    do(client, "limits", "ships models", one_file="150 MiB", all_files="20g")
    tides.refresh_from_db()
    assert (tides.max_file_bytes, tides.max_size_bytes) == (150 * 2**20, 20 * 2**30)
    page = text(client, f"{PAGE}tide-tables/")
    assert "150 MiB" in page
    assert "set for it by ada" in page
    assert "ships models" in page
    assert 'value="20 GiB"' in text(client, f"{PAGE}tide-tables/limits/")
    do(client, "limits")
    tides.refresh_from_db()
    assert (tides.max_file_bytes, tides.max_size_bytes) == (None, None)
    assert audited()[0][3:] == (
        {"one_file": None, "all_files": None},
        {"one_file": "150 MiB", "all_files": "20 GiB"},
    )


def test_a_limit_holds_for_the_next_upload(client, upload, settings):
    upload()
    settings.MAX_PROJECT_BYTES = 1
    client.post(f"{PAGE}sampleproject/limits/", {"reason": "r", "all_files": "1 MiB"})
    from tests.distributions import make_wheel

    assert upload(make_wheel(version="1.1")).status_code == 200


@pytest.mark.parametrize(
    ("act", "form", "told"),
    [
        ("quarantine", {"reason": " "}, "This field is required"),
        ("clear", {}, "is not quarantined"),
        ("list", {}, "is listed already"),
        ("releases/1.0/free", {}, "is offered already"),
        ("limits", {}, "already; nothing was changed"),
        ("limits", {"one_file": "0"}, "is no size"),
        ("limits", {"one_file": "1 GiB"}, "raises that by MAX_FILE_MB"),
        ("limits", {"all_files": "lots"}, "is no size"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(client, tides, act, form, told):
    answer = client.post(f"{PAGE}tide-tables/{act}/", {"reason": "r"} | form)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("act", ["quarantine", "list", "unlist", "releases/1.0/hold", "limits"])
def test_what_is_removed_is_left_alone(client, tides, act):
    Project.objects.update(removed_at=NOW)
    answer = client.post(f"{PAGE}tide-tables/{act}/", {"reason": "r", "all_files": "1 GiB"})
    assert "is removed; undo the verdict or the purge" in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_owner_of_a_project_on_a_user_s_page_leads_here(client, tides):
    assert f"{PAGE}tide-tables/" in text(client, "/moderation/users/ann/")
