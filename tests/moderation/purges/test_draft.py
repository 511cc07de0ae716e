"""Selecting and drafting: what is found, what speaks against it, how far it reaches."""

from datetime import timedelta

import pytest
from django.utils import timezone

from index.models import DailyDownloads, Project, Role
from moderation.models import Purge, PurgedAccount, PurgedProject, Verdict
from moderation.purges import draft, likeness, reach, selection
from moderation.purges.refusal import PurgeRefused
from moderation.purges.selection import Filter
from tests.factories import NOW, make_project, make_release, make_role, make_user, publish
from tests.moderation.purges.wave import co_owner, confirmed, drafted, make_honest, make_wave

pytestmark = pytest.mark.django_db


def names_of(selected):
    return set(Project.objects.filter(pk__in=selected.projects).values_list("name", flat=True))


def draft_of(selected):
    return draft.draft(selected=selected, title="x", actor="ada", now=NOW)


def test_each_pasted_project_is_answered():
    make_project("films")
    make_project("gone", removed_at=NOW)
    make_project("ours", owner=make_user("ada", is_staff=True))
    lines = selection.lines_of("Films\n\n  gone\nours\nnothing\nno name at all\0\nFilms\n")
    selected = selection.by_project_names(lines, with_owners=False)
    assert {answer.line: answer.words.partition(":")[0] for answer in selected.answers} == {
        "Films": "found",
        "gone": "removed already",
        "ours": "protected",
        "nothing": "unknown",
        "no name at all": "unknown",
    }
    assert names_of(selected) == {"films"}


def test_each_pasted_user_is_answered_and_brings_what_it_owns():
    users, _ = make_wave(accounts=2)
    make_user("ada", is_staff=True)
    make_user("cold", is_active=False)
    selected = selection.by_usernames(["Spammer0", "ada", "cold", "nobody"])
    assert [answer.tone for answer in selected.answers] == ["good", "bad", "good", "warn"]
    assert set(selected.accounts) == {users[0].pk}
    assert names_of(selected) == {"films-spammer0-0", "films-spammer0-1"}


def test_a_person_who_is_only_a_co_owner_is_not_frozen():
    _, projects = make_wave(accounts=1, projects=2)
    bea = co_owner(projects[0])
    selected = selection.by_project_names([project.name for project in projects], with_owners=True)
    assert bea.pk not in selected.accounts
    assert bea.pk not in selection.by_usernames(["spammer0"]).accounts


def test_a_project_with_an_owner_outside_the_selection_is_told_and_not_ticked():
    users, projects = make_wave()
    co_owner(projects[0])
    purge = drafted(users)
    member = purge.projects.get(project=projects[0])
    assert (member.ticked, member.warnings) == (False, ["Also owned by bea, not in the selection."])
    assert purge.projects.to_do().count() == len(projects) - 1
    assert reach.reach_of(purge).unticked == 1


@pytest.mark.parametrize("standing", ["established", "trusted"])
def test_accounts_that_earned_trust_are_told_and_not_ticked(standing):
    users, projects = make_wave(accounts=2, projects=1)
    type(users[0]).objects.filter(pk=users[0].pk).update(granted_standing=standing)
    purge = drafted(users)
    assert standing in purge.accounts.get(user=users[0]).warnings[0]
    assert set(purge.accounts.to_do().values_list("user", flat=True)) == {users[1].pk}
    assert set(purge.projects.to_do().values_list("project", flat=True)) == {projects[1].pk}


def test_a_project_that_others_require_is_told_and_not_ticked():
    users, projects = make_wave()
    honest = make_honest()
    honest.releases.update(metadata={"requires_dist": ["Films_Spammer0.0 (>=1)", "numpy"]})
    mate = projects[1].releases.get()
    mate.metadata = {"requires_dist": [projects[2].name]}
    mate.save()
    purge = drafted(users)
    (member,) = purge.projects.filter(ticked=False)
    assert member.project == projects[0]
    purge.projects.update(ticked=True)
    assert reach.reach_of(purge).dependents == ["tide-tables"]


def test_a_project_judged_honest_is_told_and_not_ticked(django_user_model):
    users, projects = make_wave()
    from classifier.models import Label

    label = Label.objects.create(
        is_spam=False, document={}, project_name="x", labelled_by="ada", labelled_at=NOW
    )
    Verdict.objects.create(
        project=projects[0],
        decision="not_spam",
        label=label,
        moderator=make_user(),
        decided_at=NOW,
        before={},
    )
    assert drafted(users).projects.get(ticked=False).warnings == ["Judged not spam."]


def test_the_reach_counts_what_goes():
    users, _ = make_wave()
    old = make_user("old")
    type(old).objects.filter(pk=old.pk).update(date_joined=NOW - timedelta(days=900))
    made = reach.reach_of(drafted([*users, old]))
    assert (made.projects, made.accounts, made.releases, made.files) == (6, 4, 6, 6)
    assert made.size_bytes == 6 * 5000
    assert made.oldest == old
    assert made.members == 10


def test_the_reach_counts_the_downloads_of_the_last_month():
    users, projects = make_wave(accounts=1)
    today = timezone.now().date()
    for days_ago, count in ((0, 5), (29, 2), (40, 100)):
        DailyDownloads.objects.create(project=projects[0], day=today - timedelta(days=days_ago), count=count)
    DailyDownloads.objects.create(project=make_honest(), day=today, count=1000)
    assert reach.reach_of(drafted(users)).downloads == 7


def test_a_co_owner_is_named_in_the_reach_once_the_project_is_ticked():
    users, projects = make_wave()
    co_owner(projects[0])
    purge = drafted(users)
    purge.projects.update(ticked=True)
    made = reach.reach_of(purge)
    assert (made.co_owners, made.doubtful) == (["bea"], 1)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(owner="Spammer0"), {"films-spammer0-0"}),
        (Filter(mail_domain="@shop.example"), {"films-spammer1-0"}),
        (Filter(joined_from=(NOW + timedelta(days=1)).date()), {"films-spammer1-0"}),
        (Filter(joined_until=NOW.date()), {"films-spammer0-0", "tide-tables"}),
        (Filter(name="Films_"), {"films-spammer0-0", "films-spammer1-0"}),
        (Filter(name="*spammer1*"), {"films-spammer1-0"}),
        (Filter(name=".*"), set()),
        (Filter(link_host="shop.example"), {"films-spammer0-0"}),
        (Filter(addresses="192.0.2.0/24"), {"films-spammer1-0"}),
        (Filter(name="films", owner="spammer1"), {"films-spammer1-0"}),
        (Filter(name="films", owner="honest"), set()),
    ],
)
def test_filters(wanted, found):
    users, projects = make_wave(accounts=2, projects=1)
    make_honest()
    type(users[1]).objects.filter(pk=users[1].pk).update(
        email="x@shop.example", date_joined=NOW + timedelta(days=2)
    )
    projects[0].releases.update(metadata={"project_urls": {"Shop": "https://www.shop.example/films"}})
    projects[1].releases.update(description="See https://shop.example.org/ and notshop.example")
    projects[1].journal.create(action="create", actor="x", at=NOW, address="192.0.2.7")
    projects[0].journal.create(action="create", actor="x", at=NOW, address="198.51.100.7")
    assert names_of(selection.by_filter(wanted, with_owners=False)) == found


def test_a_filter_on_projects_brings_the_accounts_that_alone_own_one():
    users, _ = make_wave(accounts=2, projects=1)
    selected = selection.by_filter(Filter(name="films"), with_owners=True)
    assert set(selected.accounts) == {user.pk for user in users}


@pytest.mark.parametrize("wanted", [Filter(), Filter(addresses="no network")])
def test_a_filter_that_says_nothing_is_refused(wanted):
    with pytest.raises(ValueError, match=r"\.$"):
        selection.by_filter(wanted, with_owners=False)


def test_an_account_that_owns_more_is_told_and_not_ticked():
    _, projects = make_wave(accounts=1, projects=2)
    purge = draft_of(selection.by_project_names([projects[0].name], with_owners=True))
    assert purge.accounts.get().ticked is False
    assert projects[1].name in purge.accounts.get().warnings[0]


def test_ids_are_taken_as_they_are():
    users, projects = make_wave()
    staff = make_user(is_staff=True)
    selected = selection.by_ids(
        project_ids=[projects[0].pk, 0], user_ids=[users[0].pk, staff.pk], why="campaign 7"
    )
    assert (selected.projects, selected.accounts) == (
        {projects[0].pk: "campaign 7"},
        {users[0].pk: "campaign 7"},
    )


def test_nothing_found_makes_no_draft():
    with pytest.raises(PurgeRefused, match="Nothing was found"):
        draft_of(selection.by_usernames(["nobody"]))
    assert not Purge.objects.exists()


def test_ticks_are_changed_among_what_was_shown_and_never_after_confirmation():
    users, _ = make_wave()
    purge = drafted(users)
    ids = list(purge.projects.order_by("pk").values_list("pk", flat=True))
    draft.tick(purge=purge, members="projects", shown=ids[:3], ticked=ids[:1], actor="ada", now=NOW)
    assert set(purge.projects.to_do().values_list("pk", flat=True)) == {ids[0], *ids[3:]}
    other = drafted(users)
    draft.tick(purge=other, members="projects", shown=ids, ticked=[], actor="ada", now=NOW)
    assert PurgedProject.objects.filter(purge=purge, ticked=True).count() == len(ids) - 2
    confirmed(purge)
    with pytest.raises(PurgeRefused, match="fixed"):
        draft.tick(purge=purge, members="accounts", shown=None, ticked=[], actor="ada", now=NOW)
    assert PurgedAccount.objects.filter(purge=purge, ticked=True).count() == len(users)


def test_the_odd_one_out_is_marked_unlike_the_rest():
    users, _ = make_wave(accounts=6, projects=1)
    odd = make_project("tides", owner=users[0])
    Project.objects.filter(pk=odd.pk).update(created_at=NOW - timedelta(days=500))
    type(users[0]).objects.filter(pk=users[0].pk).update(
        email="x@harbour.example", date_joined=NOW - timedelta(days=500)
    )
    purge = drafted(users)
    assert set(purge.projects.filter(is_unlike=True).values_list("project__name", flat=True)) == {"tides"}


def test_likeness():
    alike = frozenset({"mail a", "word films"})
    group = dict.fromkeys(range(5), alike)
    assert likeness.unlike(group | {9: frozenset({"mail b"})}) == {9}
    assert likeness.unlike(group) == set()
    assert likeness.unlike({1: alike, 2: frozenset({"x"})}) == set()


def test_a_draft_changes_nothing_outside_itself():
    file = publish("films")
    before = list(Project.objects.values()), list(Role.objects.values())
    make_role(file.release.project, make_user("helper"))
    drafted([file.uploader])
    assert list(Project.objects.values()) == before[0]
    assert make_release(file.release.project, "2.0").project.removed_at is None
