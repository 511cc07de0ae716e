"""How long it takes to learn from many labels, and to score anew: `python -m bench.training`.

Fills a scratch database with made-up labels, half of them of waves, and trains as a worker does, first on nothing
kept, then after ten more verdicts: a file in a scratch folder by default, a database of its own on the server that
DATABASE_URL names otherwise. Bars are on the time that one core works, since a shared machine adds its own.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import search
from bench.purge import forget_peak, peak_mb
from bench.table import Table

SECONDS, MEMORY_MB, RESCORE_SECONDS = 180, 4096, 120
WORDS = (40, 160)  # of a made-up text
WAVE = 40
BATCH = 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=int, default=100_000)
    parser.add_argument("--releases", type=int, default=10_000, help="that are scored anew")
    options = parser.parse_args()
    search.SCRATCH = "gatehouse_bench_training"
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        search.set_up(Path(folder), again=False)
        try:
            table = Table()
            made = documents(options.labels + 20)
            add_labels(made, options.labels // 2)
            half = train(table, options.labels // 2, "from nothing", bar=False)
            add_labels(made, 10)
            half = train(table, options.labels // 2, "after ten more")
            add_labels(made, options.labels - options.labels // 2)
            train(table, options.labels, "half of them new", bar=False)
            add_labels(made, 10)
            whole = train(table, options.labels, "after ten more")
            table.add(
                "  beside half as many",
                f"{whole / half:5.1f} times as long",
                met=whole < 3 * half,
                bar="under 3 times",
            )
            rescore(table, options.releases)
            table.print()
            return 0 if table.is_met else 1
        finally:
            search.tear_down()


def documents(count: int) -> Iterator[tuple[dict, bool]]:
    """Documents with their verdict: spam in waves of one text with other words in it, honest ones each of its own."""
    from classifier.documents import Document

    chance = random.Random(17)
    words = search.Words(chance)
    wave: list[str] = []
    for number in range(count):
        is_spam = number % 2 == 0
        if number % (2 * WAVE) == 0:
            wave = words.text(chance.randint(*WORDS)).split()
        own = words.text(chance.randint(*WORDS)).split()
        text = [other if chance.random() < 0.1 else word for word, other in zip(wave, own, strict=False)]
        document = Document(
            name=f"p{number}",
            version="1.0",
            summary=" ".join(own[:8]),
            description=" ".join(text if is_spam else own),
        )
        yield document.to_json(), is_spam


def add_labels(made: Iterator[tuple[dict, bool]], count: int) -> None:
    from django.utils import timezone

    from classifier import labels
    from classifier.models import Label

    for start in range(0, count, BATCH):
        rows = [next(made) for _ in range(min(BATCH, count - start))]
        Label.objects.bulk_create(
            Label(
                is_spam=is_spam,
                document=document,
                project_name=document["name"],
                labelled_by="bench",
                labelled_at=timezone.now(),
                fingerprint=labels.fingerprint(document, is_spam=is_spam),
            )
            for document, is_spam in rows
        )
    labels.complete()


def train(table: Table, count: int, when: str, *, bar: bool = True) -> float:
    from django.utils import timezone

    from classifier import training

    forget_peak()
    started, worked = time.perf_counter(), time.process_time()
    row = training.retrain(asked_by="bench", now=timezone.now())
    took, work, peak = time.perf_counter() - started, time.process_time() - worked, peak_mb()
    what, figure = f"train on {count:,} labels, {when}", f"{work:6.1f} s of a core, {took:.1f} s in all"
    if bar:
        table.add(what, figure, met=work < SECONDS, bar=f"under {SECONDS} s")
        table.add("  most memory", f"{peak:6.0f} MB", met=peak < MEMORY_MB, bar=f"under {MEMORY_MB} MB")
    else:
        table.add(what, f"{figure}, {peak:.0f} MB")
    print(f"{what}: {figure}, {peak:.0f} MB, {row.state}", flush=True)
    return work


def rescore(table: Table, count: int) -> None:
    from django.utils import timezone

    from bench.purge import fill
    from classifier import outbox, scoring
    from classifier.models import Label
    from index.models import Release

    fill("scored", count, 100, 1)
    texts = Label.objects.order_by("?").values_list("document__description", flat=True)[: min(count, 2000)]
    texts = list(texts)
    releases = list(Release.objects.all())
    for number, release in enumerate(releases):
        release.description = texts[number % len(texts)]
    Release.objects.bulk_update(releases, ["description"], batch_size=500)
    for release in releases:
        outbox.await_score(release.pk)
    started, worked = time.perf_counter(), time.process_time()
    while waiting := outbox.waiting(500):
        scoring.score_waiting(waiting, now=timezone.now())
    took, work = time.perf_counter() - started, time.process_time() - worked
    table.add(
        f"score {count:,} releases anew",
        f"{work:6.1f} s of a core, {took:.1f} s in all",
        met=work < RESCORE_SECONDS,
        bar=f"under {RESCORE_SECONDS} s",
    )


if __name__ == "__main__":
    sys.exit(main())
