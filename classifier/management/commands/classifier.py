"""`manage.py classifier train|models|activate|import-labels|export-labels|score|sign|evaluate`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from classifier import exchange, labels, outbox, registry, scoring, similarity, training
from classifier.artefact import ModelUnusable
from classifier.documents import Document
from classifier.models import TrainedModel
from classifier.training_lock import AlreadyTraining
from index.distributions import names
from index.models import Release

BATCH = 500
ACTOR = "command line"
ACTIONS = "train|models|activate|import-labels|export-labels|score|sign|evaluate"


class Command(BaseCommand):
    help = "Train, ask and measure the spam model."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar=ACTIONS)
        train = actions.add_parser("train", help="learn from the verdicts given here")
        train.add_argument("--starting", action="store_true", help="build the model that ships, from --data")
        train.add_argument(
            "--data", type=Path, metavar="FILE", help="labelled records, one JSON object a line"
        )
        train.add_argument(
            "--out", type=Path, metavar="DIR", help="where to put it; default: where it ships from"
        )
        actions.add_parser("models", help="list every version that was kept")
        activate = actions.add_parser("activate", help="put a version in force, an earlier one too")
        activate.add_argument("version", metavar="VERSION")
        activate.add_argument("--reason", required=True, help="for the audit")
        take_in = actions.add_parser("import-labels", help="learn from the verdicts of another index")
        take_in.add_argument("file", type=Path, metavar="FILE")
        take_in.add_argument("--source", required=True, help="whose they are, where a line does not say")
        take_in.add_argument("--reason", required=True, help="for the audit")
        give = actions.add_parser("export-labels", help="write our verdicts for another index")
        give.add_argument("file", type=Path, metavar="FILE")
        score = actions.add_parser("score", help="score what waits, or one project again")
        score.add_argument("name", nargs="?", metavar="NAME")
        actions.add_parser("sign", help="find look-alikes among what an earlier version scored, too")
        evaluate = actions.add_parser("evaluate", help="measure a model on labelled records")
        evaluate.add_argument("--data", type=Path, required=True, metavar="FILE")
        evaluate.add_argument("--model", metavar="VERSION", help="default: the one in force")
        evaluate.add_argument("--json", action="store_true", help="print figures as JSON")
        evaluate.add_argument(
            "--scores", type=Path, metavar="OUT", help="write one line a record: what it said and why"
        )

    def handle(self, **options: Any) -> None:
        if "reason" in options and not options["reason"].strip():
            raise CommandError("--reason must say why; it is kept in the audit.")
        getattr(self, options["action"].replace("-", "_"))(**options)

    def train(self, *, starting: bool, data: Path | None, out: Path | None, **_: Any) -> None:
        if starting:
            self._build_starting_model(data, out)
            return
        try:
            row = training.retrain(asked_by=ACTOR, now=timezone.now())
        except training.NothingToLearn as exc:
            raise CommandError("There is no verdict that the model has not learned from.") from exc
        except AlreadyTraining as exc:
            raise CommandError("Training runs already; see the model page of the console.") from exc
        for trial in ("by_time", "by_campaign"):
            measured = row.metrics[trial]
            for name, figures in (
                (row.version, measured["new"]),
                (row.metrics["old_version"], measured["old"]),
            ):
                self.stdout.write(
                    f"{trial.replace('_', ' ')}, {name}: recall {_figure(figures['recall'])}, precision "
                    f"{_figure(figures['precision'])} on {_counted(figures['labels'], 'label')} it had not seen"
                )
        self.stdout.write(
            f"{row.version} is {'in force' if not row.held_back else 'kept, but worse: not in force'}."
        )
        if row.held_back:
            self.stdout.write(row.held_back)

    def models(self, **_: Any) -> None:
        for row in TrainedModel.objects.order_by("-created_at", "-id"):
            of = "shipped" if row.is_shipped else f"{row.spam_labels} spam + {row.honest_labels} honest"
            trouble = registry.trouble_of(row)
            self.stdout.write(f"{row.version}  {row.state}  {of}{'  ' + trouble if trouble else ''}")

    def activate(self, *, version: str, reason: str, **_: Any) -> None:
        row = self._row(version)
        try:
            registry.activate(row, actor=ACTOR, reason=reason, now=timezone.now())
        except ModelUnusable as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{row.version} is in force.")

    def import_labels(self, *, file: Path, source: str, reason: str, **_: Any) -> None:
        with _existing(file).open(encoding="utf-8", errors="surrogateescape") as lines:
            try:
                row = exchange.import_labels(
                    lines, source=source, actor=ACTOR, reason=reason, now=timezone.now()
                )
            except exchange.ImportRefused as exc:
                for problem in exc.problems:
                    self.stderr.write(problem)
                raise CommandError(str(exc)) from exc
        self.stdout.write(f"Imported {_counted(row.added, 'label')}; {row.known} were here already.")

    def export_labels(self, *, file: Path, **_: Any) -> None:
        try:
            with file.open("w", encoding="utf-8") as out:
                count = sum(bool(out.write(line)) for line in exchange.export(settings.SITE_HOST))
        except OSError as exc:
            raise CommandError(f"{file} cannot be written: {exc.strerror}.") from exc
        self.stdout.write(f"Wrote {_counted(count, 'label')} to {file}.")

    def _build_starting_model(self, data: Path | None, out: Path | None) -> None:
        from classifier.starting import FOLDER, build_starting_model

        if data is None:
            raise CommandError("--starting needs --data FILE: the labelled records to learn from.")
        card = build_starting_model(_existing(data), out or FOLDER)
        self.stdout.write(f"Wrote the starting model {card['sha256'][:8]} to {out or FOLDER}.")

    def score(self, *, name: str | None, **_: Any) -> None:
        now = timezone.now()
        if name is not None:
            releases = Release.objects.filter(project__normalized_name=names.normalize(name))
            if not releases:
                raise CommandError(f"There is no project {name} with a release.")
            for release in releases:
                outbox.await_score(release.pk)
        count = 0
        while waiting := outbox.waiting(BATCH):
            count += scoring.score_waiting(waiting, now=now)
        self.stdout.write(f"Scored {_counted(count, 'release')}.")

    def sign(self, **_: Any) -> None:
        releases = 0
        while count := similarity.sign_missing(BATCH):
            releases += count
        self.stdout.write(
            f"Signed {_counted(releases, 'release')} and {_counted(labels.complete(), 'label')}."
        )

    def evaluate(self, *, data: Path, model: str | None, json: bool, scores: Path | None, **_: Any) -> None:
        from classifier import evaluation

        records = list(_records(_existing(data)))
        chosen = self._model(model)
        documents = [Document.from_record(record) for record in records]
        report = evaluation.evaluate(
            chosen,
            documents,
            [record["label"] == "spam" for record in records],
            [str(record.get("campaign", "")) for record in records],
        )
        self.stdout.write(_as_json(report.as_dict()) if json else report.as_table())
        if scores:
            _write_scores(scores, chosen, documents)

    def _model(self, version: str | None) -> Any:
        if version is None:
            _, model = registry.current()
            return model
        return registry.load(self._row(version))

    def _row(self, version: str) -> TrainedModel:
        row = TrainedModel.objects.filter(version=version).first()
        if row is None:
            raise CommandError(f"There is no model {version}.")
        return row


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return path


def _records(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
            except ValueError as exc:
                raise CommandError(f"Line {number} of {path} is no JSON object: {exc}") from exc
            if not isinstance(record, dict) or record.get("label") not in {"spam", "ham"}:
                raise CommandError(f"Line {number} of {path} has no label that is spam or ham.")
            yield record


def _write_scores(path: Path, model: Any, documents: list[Document]) -> None:
    from classifier import explain

    with path.open("w", encoding="utf-8") as out:
        for document, probability in zip(documents, model.probabilities(documents), strict=True):
            line = {
                "name": document.name,
                "version": document.version,
                "probability": float(probability),
                "reasons": [reason.as_dict() for reason in explain.reasons(model, document)],
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _as_json(figures: dict) -> str:
    return json.dumps(figures, indent=2, sort_keys=True)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
