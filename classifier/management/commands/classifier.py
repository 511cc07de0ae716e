"""`manage.py classifier train|score|sign|evaluate`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from classifier import labels, outbox, registry, scoring, similarity, training
from classifier.documents import Document
from classifier.models import TrainedModel
from index import names
from index.models import Release

BATCH = 500


class Command(BaseCommand):
    help = "Train, ask and measure the spam model."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="train|score|sign|evaluate")
        train = actions.add_parser("train", help="learn from the verdicts given here")
        train.add_argument("--starting", action="store_true", help="build the model that ships, from --data")
        train.add_argument(
            "--data", type=Path, metavar="FILE", help="labelled records, one JSON object a line"
        )
        train.add_argument(
            "--out", type=Path, metavar="DIR", help="where to put it; default: where it ships from"
        )
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
        getattr(self, options["action"])(**options)

    def train(self, *, starting: bool, data: Path | None, out: Path | None, **_: Any) -> None:
        if starting:
            self._build_starting_model(data, out)
            return
        try:
            row = training.retrain(now=timezone.now())
        except training.NothingToLearn as exc:
            raise CommandError("There is no verdict that the model has not learned from.") from exc
        new, old = row.metrics["new"], row.metrics["old"]
        for name, measured in ((row.version, new), (row.metrics["old_version"], old)):
            self.stdout.write(
                f"{name}: recall {_figure(measured['recall'])}, precision {_figure(measured['precision'])} "
                f"on {measured['labels']} labels it had not seen"
            )
        in_force = row.state == TrainedModel.State.CURRENT
        self.stdout.write(f"{row.version} is {'in force' if in_force else 'kept, but worse: not in force'}.")

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
        row = TrainedModel.objects.filter(version=version).first()
        if row is None:
            raise CommandError(f"There is no model {version}.")
        return registry.load(row)


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
