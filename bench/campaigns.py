"""Whether a wave becomes few cards, and what grouping costs as the index grows: `python -m bench.campaigns`.

Sends 1,525 empty projects of 254 accounts among 3,000 honest uploads through the model in force and the grouping, then
measures grouping alone in an index of 10,000 and of 1,000,000 uploads, filled row by row as grouping would have left
it. The filling asks for PostgreSQL: a database of its own on the server that DATABASE_URL names. Look-ups among a
million texts are measured by `bench.similarity`; here only the texts of the wave are there to be found.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench import search
from bench.table import Table

BAR_A_SECOND = 50
GROWTH = 1.5  # at most so many times the cost of the small index, chance of a shared machine included
FILLING = Path(__file__).with_suffix(".sql")
MIX = 100  # uploads of each of two waves, and as many honest ones as both


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--honest", type=int, default=3000)
    parser.add_argument("--accounts", type=int, default=254)
    parser.add_argument("--projects", type=int, default=1525, help="of the wave; 0: growth alone")
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 1_000_000])
    parser.add_argument("--quick", action="store_true", help="score as the model was seen to, not by it")
    options = parser.parse_args()
    if options.documents and not os.environ.get("DATABASE_URL"):
        raise SystemExit("bench.campaigns fills PostgreSQL: set DATABASE_URL, or give --documents nothing.")
    table = Table()
    search.SCRATCH = f"gatehouse_bench_campaigns_{os.getpid()}"
    if options.projects:
        with_index(lambda: wave(table, options))
    costs = [with_index(partial(growth, table, size)) for size in options.documents]
    if len(costs) > 1:
        table.add("the largest index beside the smallest", f"{costs[-1] / costs[0]:10.2f} times",
                  met=costs[-1] <= GROWTH * costs[0], bar=f"at most {GROWTH:g}")  # fmt: skip
    return 0 if table.is_met else 1


def with_index(measure: Callable[[], Any]) -> Any:
    """A fresh index for one measurement; Django is set up once."""
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        search.set_up(Path(folder), again=False)
        without_broker()
        try:
            return measure()
        finally:
            search.tear_down()
            restore_url()


def restore_url() -> None:
    """`search.set_up` has put the scratch database's name into it."""
    if url := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/postgres"


def without_broker() -> None:
    """Nobody is to group beside us: what would be sent waits in its rows."""
    import logging

    from config.celery import app

    app.conf.broker_url = "memory://"
    logging.disable(logging.WARNING)


def wave(table: Table, options: argparse.Namespace) -> None:
    from moderation.campaigns.models import Arrival, Campaign
    from tests.moderation.campaigns import traffic

    uploads = [
        *traffic.honest(options.honest),
        *traffic.wave_2025(options.accounts, options.projects),
    ]
    spam = traffic.spam_names(uploads)
    took = [each for each, _ in grouped(uploads, by_the_model=not options.quick)]
    cards = Campaign.objects.cards()
    ticked = Arrival.objects.filter(campaign__in=cards, ticked=True)
    names = set(ticked.values_list("project__normalized_name", flat=True))
    table.add(f"{len(spam):,} of a wave, {options.honest:,} honest", f"{cards.count():10} cards",
              met=cards.count() <= 3, bar="at most 3")  # fmt: skip
    part = len(names & spam) / len(spam)
    table.add("  of the wave ticked on a card", f"{part:10.1%}", met=part >= 0.95, bar="at least 95 %")
    table.add("  honest projects ticked", f"{len(names - spam):10}", met=not names - spam, bar="none")
    report(table, "  grouped", took)
    decide(table)


def decide(table: Table) -> None:
    """Purge what the cards have: a draft and its confirmation each."""
    from django.utils import timezone

    from accounts.models import User
    from index.models import Project
    from moderation.campaigns import acts
    from moderation.campaigns.models import Campaign
    from moderation.purges import confirm, run

    ada = User.objects.create(username="ada", is_staff=True, is_superuser=True, date_joined=timezone.now())
    started, decisions = time.perf_counter(), 0
    for card in list(Campaign.objects.cards()):
        purge = acts.draft_purge(
            campaign=card, actor=ada, reason="a wave of empty projects", now=timezone.now()
        )
        count = purge.projects.to_do().count() + purge.accounts.to_do().count()
        confirm.confirm(
            purge=purge,
            typed=str(count),
            reason="a wave of empty projects",
            labels_spam=True,
            actor="ada",
            now=timezone.now(),
        )
        decisions += 2
        purge.refresh_from_db()
        if purge.awaits_agreement:
            confirm.agree(purge=purge, actor="noa", now=timezone.now())
            decisions += 1
        run.work(purge.pk)
    removed = Project.objects.exclude(removed_at=None).count()
    seconds = time.perf_counter() - started
    table.add("  decisions to clear them", f"{decisions:10}, {removed:,} removed in {seconds:.0f} s",
              met=decisions <= 5, bar="at most 5")  # fmt: skip


def growth(table: Table, size: int) -> float:
    """Processor and database time of one upload, in milliseconds, with `size` uploads there before."""
    from tests.moderation.campaigns import traffic

    seconds = timed(lambda: fill(size))
    table.add(f"{size:,} uploads filled", f"{seconds:10.0f} s")
    uploads = [
        *traffic.honest(2 * MIX, seed=size),
        *traffic.wave_2025(MIX // 5, MIX),
        *traffic.wave_2018(MIX // 3, MIX),
    ]
    took = [each for each, _ in grouped(uploads, by_the_model=False)]
    report(table, f"  grouped among {size:,}", took)
    return statistics.median(took)


def grouped(uploads: list, *, by_the_model: bool) -> Iterator[tuple[float, int]]:
    """Milliseconds of processor time an upload, of each batch, and how many it were."""
    from moderation.campaigns import grouping
    from tests.moderation.campaigns import traffic

    for count in traffic.scored(uploads, by_the_model=by_the_model):
        began = spent()
        grouping.group_waiting()
        yield (spent() - began) * 1000 / count, count


def report(table: Table, what: str, took: list[float]) -> None:
    middle = statistics.median(took)
    table.add(what, f"{middle:10.1f} ms of a processor, {1000 / middle:,.0f}/s on one",
              met=1000 / middle >= BAR_A_SECOND, bar=f"at least {BAR_A_SECOND}/s")  # fmt: skip


def fill(count: int) -> None:
    """Uploads of a third as many accounts, with eight keys each; of ten accounts one is in a small campaign."""
    from django.db import connection

    from moderation.campaigns.keys import Key, Kind

    values = {
        "count": count,
        "accounts": count // 3,
        "provider": Key(Kind.PROVIDER, "gmail.com").id,
        "pattern": Key(Kind.NAME, "a-a").id,
    }
    with connection.cursor() as cursor:
        for statement in FILLING.read_text().rstrip(";\n").split(";\n"):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")


def spent() -> float:
    """Seconds of processor time, ours and the database's for us: what others do on the machine does not count."""
    from django.db import connection

    ours = time.process_time()
    if connection.vendor != "postgresql":
        return ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return ours + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(act: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
