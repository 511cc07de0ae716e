"""Plots of a trial: precision against recall, calibration, quality by labels. Needs matplotlib (developers have it)."""

from pathlib import Path
from typing import Any, Final

from sklearn.calibration import calibration_curve
from sklearn.metrics import precision_recall_curve

from classifier.recipe_trial import Trial

_INCHES: Final = (14, 4.2)


class NoMatplotlib(Exception):  # noqa: N818 - named after what is missing
    """matplotlib is not installed."""


def draw(trial: Trial, path: Path) -> None:
    """Write three plots side by side; the kind of picture is the path's ending.

    :raises NoMatplotlib: where it is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as exc:
        raise NoMatplotlib from exc
    figure = Figure(figsize=_INCHES, layout="constrained")
    FigureCanvasAgg(figure)
    precision_recall, calibration, labels = figure.subplots(1, 3)
    _precision_recall(precision_recall, trial)
    _calibration(calibration, trial)
    _labels(labels, trial)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _precision_recall(axes: Any, trial: Trial) -> None:
    precision, recall, _ = precision_recall_curve(trial.is_spam, trial.said)
    axes.plot(recall, precision)
    axes.set(title="Trades never seen", xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.grid(alpha=0.3)


def _calibration(axes: Any, trial: Trial) -> None:
    true, said = calibration_curve(trial.is_spam, trial.said, n_bins=10)
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.plot(said, true, marker="o")
    axes.set(title="Calibration", xlabel="probability said", ylabel="part that is spam")
    axes.grid(alpha=0.3)


def _labels(axes: Any, trial: Trial) -> None:
    counts = list(trial.labels)
    for key, title in (("recall_at_1_percent", "1 %"), ("recall_at_01_percent", "0.1 %")):
        axes.plot(counts, [row[key] for row in trial.labels.values()], marker="o", label=f"recall at {title}")
    axes.set(title="After local labels", xlabel="labels", xticks=counts, ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
