"""How long it takes to find look-alikes, and what finding them costs: `python -m bench.similarity`.

Fills a scratch database with made-up signatures, waves of look-alikes among texts of their own and one wave of a
hundredth of all, and asks for the look-alikes of many releases, as the queue and the features do: a file in a scratch
folder by default, a database of its own on the server that DATABASE_URL names.
"""

import argparse
import csv
import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from bench import search
from bench.table import Table

BAR_MS = 20
PLACES = 64
WAVE = 20  # of ten texts one began a wave of so many
KEPT = 0.8  # of its places a member of a wave shares with the first
BATCH = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    search.SCRATCH = "gatehouse_bench_similarity"
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        search.set_up(Path(folder), again=False)
        try:
            table = Table()
            grown = fill(options.documents) / options.documents
            table.add(
                f"signature and bands on disk, of {options.documents:,} documents", f"{grown:,.0f} B each"
            )
            measure(table, options.documents, options.rounds)
            measure_signing(table)
            table.print()
            return 0 if table.is_met else 1
        finally:
            search.tear_down()


def fill(count: int) -> int:
    """A project, a release, a signature and its bands each; how many bytes signatures and bands take."""
    from django.db import connection

    numbers = range(1, count + 1)
    projects = ((n, f"p{n}", f"p{n}", f"p{n}", "active", "", True, search.START, 0, 0, 0, 0) for n in numbers)
    load(
        "index_project",
        "id name normalized_name confusable_key status status_reason listed created_at last_serial changed_second "
        "search_serial size_bytes",
        projects,
    )
    releases = ((n, n, "1.0", "", "", "", "{}", "", search.START, "") for n in numbers)
    load(
        "index_release",
        "id project_id version summary description description_content_type metadata requires_python created_at "
        "yanked_reason",
        releases,
    )
    began = size_bytes()
    load("classifier_signature", "release_id minhash", enumerate(made_up(count), start=1))
    load("classifier_band", "key project_id release_id", bands())
    grown = size_bytes() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return grown


def made_up(count: int) -> Iterator[bytes]:
    """Signatures: a hundredth is one wave of exact copies, half of the rest are members of small waves."""
    chance = random.Random(11)
    flood = chance.randbytes(4 * PLACES)
    first, left = b"", 0
    for number in range(count):
        if number % 100 == 0:
            yield flood
        elif left:
            left -= 1
            yield b"".join(
                first[at : at + 4] if chance.random() < KEPT else chance.randbytes(4)
                for at in range(0, 4 * PLACES, 4)
            )
        else:
            first = chance.randbytes(4 * PLACES)
            left = WAVE * (chance.random() < 1 / WAVE)
            yield first


def bands() -> list[tuple[int, int, int]]:
    """Of all signatures, in the order of the index, as a database that has grown for years is after a vacuum."""
    from classifier.models import Signature
    from classifier.signatures import band_keys

    stored = Signature.objects.values_list("pk", "minhash").iterator(BATCH)
    return sorted({(key, pk, pk) for pk, minhash in stored for key in band_keys(bytes(minhash))})


def load(table: str, columns: str, rows: Iterable[tuple]) -> None:
    from django.db import connection

    names = columns.split()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for text in batches_of_csv(rows):
                cursor.cursor.copy_expert(
                    f"COPY {table} ({','.join(names)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", text
                )
        else:
            marks = ",".join("?" * len(names))
            connection.connection.executemany(
                f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})",
                (tuple(map(plain, row)) for row in rows),
            )


def batches_of_csv(rows: Iterable[tuple]) -> Iterator[io.StringIO]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(
            ["\\x" + value.hex() if isinstance(value, bytes) else value for value in row] for row in batch
        )
        text.seek(0)
        yield text


def plain(value: object) -> object:
    return value.isoformat(" ") if hasattr(value, "isoformat") else value


def measure(table: Table, count: int, rounds: int) -> None:
    from classifier import similarity
    from index.models import Release

    chance = random.Random(5)
    anyone = [chance.randrange(1, count + 1) for _ in range(rounds)]
    flooded = [1 + 100 * chance.randrange(count // 100) for _ in range(rounds)]
    similarity.look_alikes(1)
    for what, ids in (("a release", anyone), ("one of the flood", flooded)):
        took = [timed(lambda pk=pk: similarity.look_alikes(pk)) for pk in ids]
        report(table, f"look-alikes of {what} among {count:,}", took)
    rows = list(Release.objects.filter(pk__in=flooded[:50]).select_related("project"))
    took = [timed(lambda row=row: similarity.decided_look_alikes(row)) for row in rows]
    report(table, "what was decided on look-alikes", took)


def report(table: Table, what: str, took: list[float]) -> None:
    median, worst = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    table.add(
        what,
        f"{median:5.1f} ms, 95 % within {worst:.1f} ms",
        met=worst < BAR_MS,
        bar=f"under {BAR_MS} ms",
    )


def measure_signing(table: Table) -> None:
    from classifier.documents import Document
    from classifier.signatures import signature_of

    words = search.Words(random.Random(3))
    documents = [Document("x", description=words.text(200)) for _ in range(100)]
    signature_of(documents[0])
    took = timed(lambda: [signature_of(document) for document in documents])
    table.add("a signature of 200 words", f"{took / len(documents):5.1f} ms, 256 B")


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def size_bytes() -> int:
    """Of the whole database, indexes included."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
