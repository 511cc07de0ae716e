"""Run one target for a while and print its figures; ends with status 1 at the first finding."""

import argparse
import hashlib
import importlib
import logging
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TARGETS = ("archives", "metadata", "upload")
INSTRUMENTED = ["index", "packaging", "django.http", "accounts.api_tokens.api_tokens"]
MAX_INPUT_BYTES = 64 * 1024
MAX_SECONDS = 2.0  # of processor time: the machine may be shared
MAX_ADDRESS_SPACE_BYTES = 2 * 2**30


class Run:
    """Counts and measures the cases of one run."""

    def __init__(self, target, *, seconds: float, findings: Path, scratch: Path) -> None:
        self.target = target
        self.findings = findings
        self.scratch = scratch
        self.started = time.monotonic()
        self.seconds = seconds
        self.outcomes: Counter[str] = Counter()
        self.longest_seconds = 0.0
        self.base_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def one(self, data: bytes) -> None:
        before = time.process_time()
        try:
            self.outcomes[self.target.run(data)] += 1
        except BaseException:
            self.keep(data, "failed")
            raise
        took = time.process_time() - before
        self.longest_seconds = max(self.longest_seconds, took)
        if took > MAX_SECONDS:
            self.keep(data, "slow")
            self.end(1)
        if time.monotonic() - self.started > self.seconds:
            self.end(0)

    def keep(self, data: bytes, what: str) -> None:
        path = self.findings / f"{what}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{what}: {path}")

    def end(self, status: int) -> None:
        peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        accepted = sum(count for outcome, count in self.outcomes.items() if outcome.startswith("accepted"))
        print(f"target           {self.target.__name__}")
        print(f"date             {time.strftime('%Y-%m-%d', time.gmtime())}")
        print(f"duration         {time.monotonic() - self.started:.0f} s")
        print(f"executions       {self.outcomes.total():,}, of them accepted {accepted:,}")
        print(f"outcomes         {len(self.outcomes)} different")
        print(f"longest case     {self.longest_seconds * 1000:.0f} ms of processor time")
        print(
            f"peak memory      {peak_kib // 1024} MiB, {(peak_kib - self.base_kib) // 1024} MiB above the start"
        )
        for outcome, count in self.outcomes.most_common():
            print(f"{count:12,} {outcome}")
        sys.stdout.flush()
        shutil.rmtree(self.scratch, ignore_errors=True)
        os._exit(status)  # the fuzzer beneath never returns by itself


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="a folder for bad inputs")
    parser.add_argument("--replay", type=Path, help="run this one input again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatehouse-fuzz-") as scratch:
        if options.replay:
            print(load(options.target, Path(scratch)).run(options.replay.read_bytes()))
            return 0
        return fuzz(options, Path(scratch))


def fuzz(options: argparse.Namespace, scratch: Path) -> int:
    try:
        import atheris
    except ImportError:
        print("The fuzzer is not a dependency: run `pip install atheris` in an environment of its own.")
        return 2
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = load(options.target, scratch)
    corpus = scratch / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds()):
        (corpus / f"{number:03}").write_bytes(seed)
    options.findings.mkdir(exist_ok=True)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_SPACE_BYTES, MAX_ADDRESS_SPACE_BYTES))
    run = Run(target, seconds=options.minutes * 60, findings=options.findings, scratch=scratch)
    arguments = [f"-max_len={MAX_INPUT_BYTES}", f"-seed={options.seed}", "-timeout=30", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *arguments, f"-artifact_prefix={options.findings}/", str(corpus)], run.one)
    atheris.Fuzz()
    return 0


def load(target: str, scratch: Path):
    if target == "upload":
        set_up_site(scratch)
    return importlib.import_module(f"tests.fuzz.{target}")


def set_up_site(scratch: Path) -> None:
    """A data folder and a small database of its own, whatever the environment says."""
    os.environ |= {
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GATEHOUSE_DATA": str(scratch),
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    logging.disable(logging.WARNING)  # Django tells of each refusal


if __name__ == "__main__":
    sys.exit(main())
