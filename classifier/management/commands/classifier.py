"""`manage.py classifier train|models|activate|import-labels|export-labels|score|sign|evaluate`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from accounts.management.quick import QuickCommand
from classifier import exchange, labels, outbox, records, registry, scoring, similarity, training
from classifier.artefact import ModelUnusable
from classifier.models import TrainedModel
from classifier.training_lock import AlreadyTraining
from index.distributions import names
from index.models import Release

BATCH = 500
ACTOR = "command line"
ACTIONS = "train|models|activate|import-labels|export-labels|score|sign|evaluate"


class Command(QuickCommand):
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
        evaluate.add_argument(
            "--model",
            metavar="VERSION",
            help="a version, `starting`, or a model file (.skops); default: the one in force",
        )
        evaluate.add_argument("--json", action="store_true", help="print figures as JSON")
        evaluate.add_argument(
            "--scores", type=Path, metavar="OUT", help="write one line a record: what it said and why"
        )
        evaluate.add_argument(
            "--unseen",
            action="store_true",
            help="try the recipe of the starting model instead: each trade by a model without it, "
            "after labels, and under attack",
        )
        evaluate.add_argument("--plot", type=Path, metavar="PICTURE", help="with --unseen: draw it")

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
        row = _row_of(version)
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

    def evaluate(self, *, data: Path, json: bool, unseen: bool, plot: Path | None, **options: Any) -> None:
        if plot and not unseen:
            raise CommandError("--plot draws the trial of --unseen: give both.")
        figures = (
            self._try_recipe(_existing(data), plot) if unseen else self._measure(_existing(data), **options)
        )
        if figures is None:
            self.stdout.write("No record has a label: wrote the scores, measured nothing.")
        elif json:
            self.stdout.write(_as_json(figures.as_dict()))
        else:
            self.stdout.write(figures.as_table())

    def _measure(self, data: Path, *, model: str | None, scores: Path | None, **_: Any) -> Any:
        from classifier import evaluation

        try:
            found = list(records.read(data))
        except records.RecordsUnusable as exc:
            raise CommandError(str(exc)) from exc
        labelled = [record for record in found if record.is_spam is not None]
        if not labelled and not scores:
            raise CommandError(f"{data} holds no labelled record, and --scores says nowhere to write.")
        version, chosen = self._model(model)
        self.stderr.write(f"model {version}")
        if scores:
            _write(scores, records.score_lines(chosen, [record.document for record in found]))
        if not labelled:
            return None
        return evaluation.evaluate(
            chosen,
            [record.document for record in labelled],
            [bool(record.is_spam) for record in labelled],
            [record.campaign for record in labelled],
        )

    def _try_recipe(self, data: Path, plot: Path | None) -> Any:
        from classifier import plots, recipe_trial

        try:
            trial = recipe_trial.run(data.read_bytes())
        except ValueError as exc:
            raise CommandError(f"{data} cannot be learned from: {exc}") from exc
        if plot:
            try:
                plots.draw(trial, plot)
            except plots.NoMatplotlib as exc:
                raise CommandError("--plot needs matplotlib: pip install matplotlib.") from exc
            self.stderr.write(f"Drew {plot}.")
        return trial

    def _model(self, version: str | None) -> tuple[str, Any]:
        """A model and its name. Only reads: a machine without a database has the starting model in force."""
        from classifier import model as models
        from classifier import starting

        try:
            if version and version.endswith(".skops"):
                return version, models.loads(_existing(Path(version)).read_bytes())
            row = None if version == "starting" else _row(version)
            if row:
                return row.version, registry.load(row)
            return f"starting-{starting.card()['sha256'][:8]}", starting.load_starting()
        except (models.ModelUnusable, OSError) as exc:
            raise CommandError(f"The model cannot be used: {exc}") from exc


def _row(version: str | None) -> TrainedModel | None:
    """The row of a version, or of the model in force; None where that is the starting model."""
    try:
        if version is None:
            return TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).first()
        return _row_of(version)
    except DatabaseError as exc:
        if version is None:
            return None
        raise CommandError(f"There is no database, so there is no model {version}.") from exc


def _row_of(version: str) -> TrainedModel:
    row = TrainedModel.objects.filter(version=version).first()
    if row is None:
        raise CommandError(f"There is no model {version}.")
    return row


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return path


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)
    except OSError as exc:
        raise CommandError(f"{path} cannot be written: {exc.strerror}.") from exc


def _as_json(figures: dict) -> str:
    return json.dumps(figures, indent=2, sort_keys=True)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
