"""What a run prints: a line a figure, and whether its bar is met."""

from bench.load import Measured


class Table:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []
        self.is_met = True

    def add(self, what: str, seen: str, *, met: bool | None = None, bar: str = "") -> None:
        """Show a line at once; `met` is None where there is no bar."""
        verdict = "" if met is None else f"{'met' if met else 'MISSED'}{f' ({bar})' if bar else ''}"
        self.is_met = self.is_met and met is not False
        self.rows.append((what, seen, verdict))
        print(f"{what:52} {seen:58} {verdict}", flush=True)

    def add_measured(self, what: str, measured: Measured) -> None:
        self.add(
            what,
            f"{measured.per_second:10,.0f}/s   p99 {measured.p99_ms:8.2f} ms   CPU {measured.cpu_ms:7.3f} ms",
        )

    def add_ratio(self, what: str, ratio: float, bar: float) -> None:
        self.add(f"  {what}", f"{ratio:10.2f} times", met=ratio >= bar, bar=f"at least {bar:g}")

    def add_cpu(self, measured: Measured, bar_ms: float) -> None:
        self.add(
            "  processor time a request, databases included",
            f"{measured.cpu_ms:10.3f} ms",
            met=measured.cpu_ms <= bar_ms,
            bar=f"at most {bar_ms:g} ms",
        )

    def print(self) -> None:
        missed = [what.strip() for what, _, verdict in self.rows if verdict.startswith("MISSED")]
        print(f"\n{'All bars are met.' if not missed else f'Missed: {len(missed)} of the bars.'}")
