"""Two purges that share projects and accounts: in whichever order they are undone, all is as it was in the end."""

import threading
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.utils import timezone

from classifier.models import Label
from index import lifecycle, storage
from index.models import DistributionFile, Project
from moderation.models import Purge, Report
from moderation.purges import erasing, restoring, run, undo
from moderation.queue import cases
from moderation.reporting import reports
from tests.factories import publish
from tests.moderation.purges.wave import confirmed, drafted, everything, make_honest, make_wave, state

pytestmark = pytest.mark.django_db

AB, BA = ("A", "B"), ("B", "A")


def ran(purge):
    run.work(purge.pk)
    return Purge.objects.get(pk=purge.pk)


def undone(purge):
    undo.undo(purge=purge, reason="it was the wrong wave", actor="ada", now=timezone.now())
    return ran(purge)


def gone():
    return Project.objects.exclude(removed_at=None).count()


def frozen(users):
    return type(users[0]).objects.filter(is_active=False).count()


@pytest.fixture
def both():
    """Users, the state before, and two purges that have run, drafted from the same members."""
    users, _ = make_wave(with_scores=True)
    make_honest()
    before = everything()
    drafts = [drafted(users), drafted(users)]
    return users, before, dict(zip(AB, [ran(confirmed(draft)) for draft in drafts], strict=True))


@pytest.mark.parametrize("order", [AB, BA])
def test_all_comes_back_with_the_last_of_them_and_nothing_before(both, order):
    users, before, purges = both
    undone(purges[order[0]])
    assert (gone(), frozen(users)) == (6, 3)
    assert not cases.open_cases().exists()
    undone(purges[order[1]])
    assert everything() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_three_each_passes_on_what_it_took_over(order):
    users, _ = make_wave(with_scores=True)
    before = everything()
    drafts = [drafted(users) for _ in range(3)]
    purges = [ran(confirmed(draft)) for draft in drafts]
    for place, number in enumerate(order, 1):
        assert (gone(), frozen(users)) == (6, 3)
        undone(purges[number])
        assert (everything() == before) == (place == len(order))


@pytest.mark.parametrize("order", [AB, BA])
def test_purges_that_share_a_part_leave_the_other_parts_alone(order):
    users, _ = make_wave()
    before = everything()
    first, second = drafted(users[:2]), drafted(users[1:])
    purges = {"A": ran(confirmed(first)), "B": ran(confirmed(second))}
    undone(purges[order[0]])
    assert (gone(), frozen(users)) == (4, 2)
    undone(purges[order[1]])
    assert everything() == before


def test_a_purge_that_has_not_come_to_a_member_does_not_keep_it():
    users, _ = make_wave()
    first, second = drafted(users), drafted(users)
    ran(confirmed(first))
    waits = confirmed(second)
    undone(first)
    assert (gone(), frozen(users)) == (0, 0)
    ran(waits)
    assert (gone(), frozen(users)) == (6, 3)
    undone(waits)
    assert (gone(), frozen(users)) == (0, 0)


def test_the_page_names_the_purge_that_keeps_a_member_gone(both, client, ada):
    _, _, purges = both
    undone(purges["A"])
    page = client.get(f"/moderation/purges/{purges['A'].pk}/").content.decode()
    assert "0 of 9 back" in page
    assert "9 stay gone" in page
    assert f"purge {purges['B'].pk}</a>" in page


@pytest.mark.parametrize("order", [AB, BA])
def test_reports_made_between_the_two_are_open_in_the_end(order):
    users, projects = make_wave()
    first, second = drafted(users), drafted(users)
    purges = {"A": ran(confirmed(first))}
    lifecycle.restore(project=projects[0], actor="ada", reason="r", now=timezone.now())
    reader = Report.objects.first().reporter
    reports.file_report(
        reporter=reader, project=projects[0], category="spam", text="anew", link="", now=timezone.now()
    )
    purges["B"] = ran(confirmed(second))
    for name in order:
        undone(purges[name])
    assert Report.objects.get(project=projects[0], settled_at=None).text == "anew"
    assert gone() == 0


@pytest.mark.parametrize("order", [AB, BA])
def test_a_label_stays_while_a_purge_stands_that_wants_labels(order):
    users, projects = make_wave(with_scores=True)
    drafts = [drafted(users), drafted(users)]
    purges = dict(zip(AB, [ran(confirmed(draft, labels_spam=True)) for draft in drafts], strict=True))
    undone(purges[order[0]])
    assert Label.objects.in_force().count() == len(projects)
    undone(purges[order[1]])
    assert not Label.objects.in_force().exists()


def test_a_label_goes_with_its_purge_where_the_other_wanted_none():
    users, _ = make_wave(with_scores=True)
    first, second = drafted(users), drafted(users)
    first = ran(confirmed(first, labels_spam=True))
    ran(confirmed(second))
    undone(first)
    assert not Label.objects.in_force().exists()


def test_an_account_frozen_anew_since_stays_frozen():
    users, _ = make_wave()
    purge = ran(confirmed(drafted(users)))
    type(users[0]).objects.filter(pk=users[0].pk).update(frozen_at=timezone.now(), frozen_by="bob")
    undone(purge)
    assert frozen(users) == 1


def test_what_somebody_restored_between_the_two_comes_back_with_the_later_one_alone():
    users, projects = make_wave()
    first, second = drafted(users), drafted(users)
    ran(confirmed(first))
    lifecycle.restore(project=projects[0], actor="ada", reason="r", now=timezone.now())
    undone(ran(confirmed(second)))
    assert projects[0] in Project.objects.known()
    assert gone() == 5


def test_what_passes_to_an_erased_purge_stays_gone_and_is_erased():
    file = publish("films")
    first, second = drafted([file.uploader]), drafted([file.uploader])
    first, second = ran(confirmed(first)), ran(confirmed(second))
    Purge.objects.filter(pk=second.pk).update(removed_at=timezone.now() - timedelta(days=91))
    erasing.erase_due(now=timezone.now())
    assert storage.store().exists(DistributionFile.objects.get().path)
    undone(first)
    assert gone() == 1
    erasing.erase_due(now=timezone.now())
    assert not storage.store().exists(DistributionFile.objects.get().path)
    assert state(second) == Purge.State.ERASED


@pytest.mark.django_db(transaction=True)
def test_both_undone_at_the_same_time_by_two_workers_lose_nothing(monkeypatch):
    monkeypatch.setattr(restoring, "BATCH", 1)
    users, _ = make_wave(accounts=4, projects=3)
    before = everything()
    drafts = [drafted(users), drafted(users)]
    purges = [ran(confirmed(draft)) for draft in drafts]
    for purge in purges:
        undo.undo(purge=purge, reason="both were wrong", actor="ada", now=timezone.now())
    workers = [threading.Thread(target=work_and_close, args=[purge.pk]) for purge in purges]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {state(purge) for purge in purges} == {Purge.State.UNDONE}
    assert everything() == before


def work_and_close(purge_id):
    run.work(purge_id)
    connection.close()
