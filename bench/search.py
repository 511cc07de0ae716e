"""How long a search takes among 100,000 projects: `python -m bench.search`.

Fills a scratch database with synthetic projects and asks each kind of query many times, as the search page does:
a file in a scratch folder by default, a database of its own on the server that DATABASE_URL names otherwise.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

BAR_MS = 100
SCRATCH = "gatehouse_bench_search"
START = datetime(2020, 1, 1, tzinfo=UTC)
COMMON, HALF = "python", "library"  # in the text of about 60 and 40 projects of 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument(
        "--keep", metavar="FOLDER", help="keep the filled database, SQLite's there, and use it again"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        set_up(Path(options.keep or folder), again=bool(options.keep))
        try:
            if fill(options.projects):
                print(f"{options.projects:,} projects indexed in {index_all():.0f} s")
            return report(options.rounds)
        finally:
            if not options.keep:
                tear_down()


def set_up(folder: Path, *, again: bool) -> None:
    folder.mkdir(exist_ok=True)
    os.environ["GATEHOUSE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    url = os.environ.get("DATABASE_URL", "")
    if url:
        if not (again and on_server(url, f"SELECT 1 FROM pg_database WHERE datname = '{SCRATCH}'")):
            on_server(url, f"CREATE DATABASE {SCRATCH}")
        os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{SCRATCH}"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def tear_down() -> None:
    from django.db import connections

    connections.close_all()
    if url := os.environ.get("DATABASE_URL"):
        on_server(f"{url.rpartition('/')[0]}/postgres", f"DROP DATABASE {SCRATCH}")


def on_server(url: str, statement: str) -> int:
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.rowcount
    connection.close()
    return max(rows, 0)


class Words:
    """Made-up words, some common, most rare, as in any language."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        syllables = [first + vowel for first in "bcdfghklmnprstvwz" for vowel in "aeiou"]
        self.all = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(40_000)]
        self.weights = [1 / rank for rank in range(10, len(self.all) + 10)]

    def text(self, count: int) -> str:
        words = self.chance.choices(self.all, cum_weights=self.cumulative, k=count)
        words += [COMMON] * (self.chance.random() < 0.26) + [HALF] * (self.chance.random() < 0.16)
        return " ".join(words)

    @property
    def cumulative(self) -> list[float]:
        if not hasattr(self, "_cumulative"):
            import itertools

            self._cumulative = list(itertools.accumulate(self.weights))
        return self._cumulative


def fill(count: int) -> bool:
    """Rows of listed projects with a release each; False where they are there already."""
    from index.distributions import names
    from index.models import Project, Release

    if Project.objects.exists():
        return False
    chance = random.Random(7)
    words = Words(chance)
    taken = set()
    while len(taken) < count:
        prefix = "py" if chance.random() < 0.2 else ""
        taken.add(prefix + "-".join(chance.choices(words.all, k=chance.randint(1, 3))))
    projects = Project.objects.bulk_create(
        (
            Project(
                name=name,
                normalized_name=name,
                confusable_key=names.confusable_key(name),
                listed=True,
                created_at=START + timedelta(minutes=30 * number),
            )
            for number, name in enumerate(sorted(taken, key=lambda _: chance.random()))
        ),
        batch_size=2000,
    )
    Release.objects.bulk_create(
        (
            Release(
                project=project,
                version="1.0",
                summary=words.text(8),
                description=words.text(300),
                description_html="",
                metadata={"classifiers": some_classifiers(chance), "keywords": [words.text(2)]},
                created_at=project.created_at,
            )
            for project in projects
        ),
        batch_size=1000,
    )
    return True


def some_classifiers(chance: random.Random) -> list[str]:
    from trove_classifiers import sorted_classifiers

    chosen = ["Programming Language :: Python :: 3"] if chance.random() < 0.8 else []
    chosen += [
        f"Programming Language :: Python :: 3.{minor}" for minor in range(8, 14) if chance.random() < 0.5
    ]
    chosen.append(
        "License :: OSI Approved :: MIT License"
        if chance.random() < 0.6
        else "License :: OSI Approved :: Apache Software License"
    )
    return chosen + chance.sample(sorted_classifiers, 4)


def index_all() -> float:
    from django.db import connection

    from index.search import entries

    started = time.monotonic()
    for _ in entries.rebuild():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.monotonic() - started


def kinds() -> dict[str, dict]:
    """Each kind of query as the address of the search page has it."""
    from index.models import Project
    from index.search.words import words

    rare = Project.objects.order_by("-id").first()
    name = Project.objects.order_by("id")[500].normalized_name
    two = words(rare.releases.get().summary)[:2]
    python3 = "Programming Language :: Python :: 3"
    mit = "License :: OSI Approved :: MIT License"
    apache = "License :: OSI Approved :: Apache Software License"
    return {
        "common word": {"q": COMMON},
        "two common words": {"q": f"{COMMON} {HALF}"},
        "rare word": {"q": words(rare.releases.get().description)[40]},
        "two words": {"q": " ".join(two)},
        "common and rare word": {"q": f"{COMMON} {two[0]}"},
        "exact name": {"q": name},
        "misspelt name": {"q": name[:3] + name[4] + name[3] + name[5:]},
        "name nobody has": {"q": "qqxqzzjqx-wvvxyq"},
        "prefix of names": {"q": name[:4]},
        "prefix of two letters": {"q": "py"},
        "one letter": {"q": "b"},
        "eight words": {"q": f"{COMMON} {HALF} a b c d e f"},
        "common classifier": {"c": [python3]},
        "two common classifiers": {"c": [python3, mit]},
        "classifiers that exclude each other": {"c": [apache, mit]},
        "rare classifier": {"c": ["Topic :: Games/Entertainment :: Puzzle Games"]},
        "common word and classifier": {"q": COMMON, "c": [python3]},
        "common word by date": {"q": COMMON, "o": "-created"},
        "rare word by date": {"q": two[0], "o": "-created"},
        "word and classifier by date": {"q": COMMON, "c": [mit], "o": "-created"},
        "deep page": {"q": COMMON, "page": 25},
        "page beyond the last": {"q": COMMON, "page": 5000},
    }


def report(rounds: int) -> int:
    """Print the table; 1 where a median is above the bar."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client(raise_request_exception=True)
    slow = 0
    print(f"\n{connection.vendor}: the whole page, {rounds} rounds each, bar {BAR_MS} ms at the median\n")
    print(f"{'query':38}{'results':>9}{'median ms':>11}{'p95 ms':>9}")
    for kind, parameters in kinds().items():
        took, answer = [], None
        for _ in range(rounds + 2):
            started = time.perf_counter()
            answer = client.get("/search/", parameters)
            took.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200
        warm = sorted(took[2:])
        median, p95 = statistics.median(warm), warm[int(len(warm) * 0.95) - 1]
        slow += median > BAR_MS
        count = answer.context_data["found"].count
        print(f"{kind:38}{count:>9,}{median:>11.1f}{p95:>9.1f}{'  above the bar' if median > BAR_MS else ''}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
