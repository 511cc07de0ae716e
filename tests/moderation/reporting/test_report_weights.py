"""What reports are worth: pure arithmetic, and its reading from the database."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.standing import Standing
from moderation.models import AccountCase, Case, Report
from moderation.reporting import reporters, reports, weights
from moderation.reporting.weights import LARGEST_SUM, LARGEST_WEIGHT, Record, counted, linked, total
from tests.factories import NOW, make_project, make_release, make_user

NEWCOMER, ESTABLISHED, TRUSTED = Standing.NEWCOMER, Standing.ESTABLISHED, Standing.TRUSTED


def record(upheld=0, dismissed=0, standing=NEWCOMER, *, day=0, mail=""):
    return Record(upheld, dismissed, standing, NOW + timedelta(days=day), frozenset([mail] if mail else []))


def strangers(count, **fields):
    """Who have nothing in common."""
    return {n: record(**fields, day=n, mail=f"p{n}@{n}.example") for n in range(count)}


counts = st.integers(0, 10_000)
standings = st.sampled_from(list(Standing))


@given(counts, counts, standings)
def test_one_more_report_upheld_never_lowers_a_weight_and_one_dismissed_never_raises_it(up, down, standing):
    weight = record(up, down, standing).weight
    assert 0 <= weight <= LARGEST_WEIGHT
    assert record(up + 1, down, standing).weight >= weight >= record(up, down + 1, standing).weight


def test_the_arithmetic_is_the_one_that_is_shown():
    known = record(3, 1)
    assert known.accuracy == pytest.approx(6 / 9)
    assert known.weight == pytest.approx(math.log(2))
    assert known.arithmetic == (
        "3 of 4 earlier reports upheld, a newcomer begins with 3 of 5: (3 + 3) / (4 + 5) = 0.67 → +0.69"
    )


def test_who_is_wrong_as_often_as_right_counts_nothing():
    assert record(0, 20).weight == 0
    assert "counts nothing" in record(0, 20).arithmetic
    assert total({1: record(0, 20)}) == 0


def test_standing_is_where_nobody_has_judged_yet_and_fades_with_what_is_known():
    assert record().weight < record(standing=ESTABLISHED).weight < record(standing=TRUSTED).weight
    assert record(0, 50, TRUSTED).weight == 0
    assert record(50, 0).weight > record(standing=TRUSTED).weight


def test_reports_of_strangers_add_up_to_the_largest_sum_and_no_further():
    one = record().weight
    assert total(strangers(2)) == pytest.approx(2 * one)
    assert total(strangers(1000)) == LARGEST_SUM


@pytest.mark.parametrize(
    "together",
    [
        {n: record(day=n, mail=f"p{n}@own.example") for n in range(50)},
        {n: record(day=n, mail=f"ann+{n}@gmail.com") for n in range(50)},
        {n: Record(0, 0, NEWCOMER, NOW + timedelta(minutes=40 * n)) for n in range(50)},
    ],
    ids=["one domain", "one mailbox", "joined one after the other"],
)
def test_accounts_that_belong_together_count_less_than_two_however_many(together):
    assert len(linked(together)) == 1
    assert total(together) < 2 * record().weight


def test_a_provider_of_everybody_links_nobody():
    assert len(linked({n: record(day=n, mail=f"p{n}@gmail.com") for n in range(9)})) == 9


def test_the_heaviest_of_those_who_belong_together_counts_in_full():
    pair = {1: record(mail="a@own.example"), 2: record(20, 0, day=9, mail="b@own.example")}
    weights = counted(pair)
    assert weights[2] == pair[2].weight
    assert weights[1] == pair[1].weight / 2


@given(st.lists(st.tuples(counts, counts, standings, st.integers(0, 9), st.sampled_from("abc")), max_size=30))
def test_each_counts_no_more_than_alone_and_a_group_has_everybody_once(rows):
    records = {
        n: Record(
            up, down, standing, NOW + timedelta(minutes=50 * step), frozenset([f"{n}@{domain}.example"])
        )
        for n, (up, down, standing, step, domain) in enumerate(rows)
    }
    assert sorted(member for group in linked(records) for member in group) == list(records)
    assert all(weight <= records[n].weight for n, weight in counted(records).items())
    assert 0 <= total(records) <= LARGEST_SUM


@pytest.mark.django_db
def test_a_case_has_the_weight_of_its_open_reports():
    project = make_release(make_project("tides")).project
    bad = make_user("bad")
    for _ in range(9):
        Report.objects.create(
            project=make_project(), reporter=bad, category="spam", text="x", reported_at=NOW - timedelta(days=2), settled_at=NOW,
            outcome="dismissed",
        )  # fmt: skip
    reports.file_report(reporter=bad, project=project, category="spam", text="x", link="", now=NOW)
    case = Case.objects.get(project=project)
    assert (case.open_reports, case.report_weight) == (1, 0)
    good = make_user("good", granted_standing="trusted")
    good.date_joined = NOW + timedelta(days=9)
    good.save()
    good.emailaddress_set.update(email="good@gmail.com")
    reports.file_report(reporter=good, project=project, category="spam", text="x", link="", now=NOW)
    case.refresh_from_db()
    assert (case.open_reports, case.report_weight) == (2, pytest.approx(math.log(9)))


@pytest.mark.django_db
def test_many_reporters_cost_as_many_queries_as_one(django_assert_num_queries):
    people = [make_user() for _ in range(30)]
    for number in (1, 30):
        with django_assert_num_queries(5):
            records = reporters.records_of([user.pk for user in people[:number]], now=NOW)
        assert len(records) == number


@pytest.mark.django_db
def test_the_page_of_a_reporter_shows_the_arithmetic(client, ada):
    make_user("bob")
    page = client.get("/moderation/users/bob/").content.decode()
    assert "no report settled yet, a newcomer begins with 3 of 5" in page
    assert weights.PRIORS[NEWCOMER] == (3, 2)
    assert not AccountCase.objects.exists()
