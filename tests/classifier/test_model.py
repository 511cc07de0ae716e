"""The model: fitting, learning from verdicts, and files that are refused."""

import hashlib
import zipfile
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest

from classifier import features, model
from classifier.artefact import pack
from classifier.evaluation import cross_validate_by_campaign, evaluate, measure, wilson
from classifier.model import Model, ModelUnusable, dumps, fit, fit_on_prior, loads
from tests.classifier.examples import HONEST, SPAM, wave

DOCUMENTS = [*HONEST.values(), *SPAM.values()]
IS_SPAM = [False] * len(HONEST) + [True] * len(SPAM)


@pytest.fixture(scope="module")
def small():
    """A model of our own few examples."""
    return fit(DOCUMENTS, IS_SPAM)


def test_spam_is_likelier_spam_than_honest_projects(small):
    said = small.probabilities(DOCUMENTS)
    assert said.dtype == np.float64
    assert said[np.array(IS_SPAM)].min() > said[~np.array(IS_SPAM)].max()


def test_a_probability_is_the_sigmoid_of_weights_times_features(small):
    x = features.matrix(DOCUMENTS[:3]).toarray()
    by_hand = 1 / (1 + np.exp(-(x @ small.weights + small.offset)))
    assert np.allclose(small.probabilities(DOCUMENTS[:3]), by_hand, atol=1e-6)


def test_scikit_learn_s_own_answer_is_the_same(small):
    by_estimator = small.estimator.predict_proba(features.matrix(DOCUMENTS))[:, 1]
    assert np.allclose(small.probabilities(DOCUMENTS), by_estimator, atol=1e-5)


def test_calibration_shrinks_what_groups_contradict():
    doubtful = [
        replace(document, summary=f"{document.summary} {i}") for i, document in enumerate(DOCUMENTS)
    ] * 2
    labels = IS_SPAM + [not spam for spam in IS_SPAM]  # every document stands on both sides
    groups = [str(i // 3) for i in range(len(doubtful))]
    assert (
        abs(fit(doubtful, labels, groups=groups).log_odds(doubtful) - np.log(1 / 3)).max() < 1
    )  # one in four


def test_one_class_alone_teaches_nothing():
    with pytest.raises(ValueError, match="both kinds"):
        fit(DOCUMENTS[:3], [False] * 3)


def test_heavier_documents_count_more():
    weights = [20.0 if spam else 1.0 for spam in IS_SPAM[:-1]] + [0.01]
    light = fit(DOCUMENTS, IS_SPAM, weights=weights)
    assert light.log_odds(DOCUMENTS[-1:])[0] < fit(DOCUMENTS, IS_SPAM).log_odds(DOCUMENTS[-1:])[0]


def test_without_labels_the_prior_is_the_answer(small):
    assert fit_on_prior(small, [], []) is small


def test_more_verdicts_weigh_more(small):
    rest = [wave(n) for n in range(50, 60)]
    said = [
        fit_on_prior(small, [wave(n) for n in range(count)], [True] * count).log_odds(rest).mean()
        for count in (1, 3, 9)
    ]
    assert said == sorted(said)
    heavy = fit_on_prior(small, [wave(0)], [True], weights=[5.0])
    assert heavy.log_odds(rest).mean() > said[0]


def test_verdicts_of_honest_excuse_what_the_prior_accused(small):
    accused = SPAM["flowers"]
    after = fit_on_prior(small, [replace(accused, name=f"flowers-{n}") for n in range(8)], [False] * 8)
    assert after.log_odds([accused])[0] < small.log_odds([accused])[0] / 2


def test_a_column_that_no_label_has_keeps_its_weight(small):
    after = fit_on_prior(small, [wave(1)], [True])
    others = np.setdiff1d(np.arange(features.N_FEATURES), features.matrix([wave(1)]).indices)
    assert np.array_equal(after.weights[others], small.weights[others])


def test_a_stored_model_is_the_same_when_read_again(small):
    artefact = dumps(small)
    read = loads(artefact, sha256=hashlib.sha256(artefact).hexdigest())
    assert np.array_equal(read.weights, small.weights)
    assert read.offset == small.offset
    assert len(artefact) < 1_500_000


def test_the_same_training_makes_the_same_bytes(small):
    assert dumps(fit(DOCUMENTS, IS_SPAM)) == dumps(small)


def test_another_digest_is_refused_before_the_file_is_read():
    with pytest.raises(ModelUnusable, match="digest"):
        loads(b"not even an archive", sha256="0" * 64)


@pytest.mark.parametrize("keep", [0, 10, 1000, -1])
def test_a_damaged_file_is_refused(small, keep):
    with pytest.raises(ModelUnusable, match="damaged"):
        loads(dumps(small)[:keep])


def test_a_file_with_a_flipped_byte_is_refused(small):
    artefact = bytearray(dumps(small))
    artefact[len(artefact) // 2] ^= 0xFF
    with pytest.raises(ModelUnusable):
        loads(bytes(artefact))


def test_types_that_may_run_code_are_refused(small):
    with zipfile.ZipFile(BytesIO(dumps(small))) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    entries["schema.json"] = entries["schema.json"].replace(
        b'"__class__": "LogisticRegression", "__module__": "sklearn.linear_model._logistic"',
        b'"__class__": "Popen", "__module__": "subprocess"',
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in entries.items():
            target.writestr(name, data)
    with pytest.raises(ModelUnusable, match="not trusted"):
        loads(out.getvalue())


def test_a_model_of_other_features_is_refused(small):
    with pytest.raises(ModelUnusable, match="features"):
        loads(dumps(Model(small.estimator, feature_spec="0")))


@pytest.mark.parametrize("spoil", ["shape", "value", "missing", "type"])
def test_a_file_without_a_finite_weight_for_each_feature_is_refused(small, spoil):
    spoiled = model._model(small.weights.astype(np.float64), 0.0).estimator
    if spoil == "shape":
        spoiled.coef_ = spoiled.coef_[:, :-1]
    elif spoil == "value":
        spoiled.coef_[0, 0] = np.nan
    elif spoil == "missing":
        del spoiled.intercept_
    content = {"estimator": [1.0] if spoil == "type" else spoiled, "feature_spec": features.SPEC}
    with pytest.raises(ModelUnusable, match="finite weight"):
        loads(pack(content))


def test_something_other_than_a_model_is_refused():
    with pytest.raises(ModelUnusable, match="other than a model"):
        loads(pack([1, 2]))


def test_a_report_counts_what_was_caught_and_accused():
    report = measure([0.9, 0.4, 0.6, 0.1], [True, True, False, False], ["x", "x", "a", "b"])
    assert (report.spam, report.honest, report.precision, report.recall) == (2, 2, 0.5, 0.5)
    assert report.false_positive_rate == 0.5
    assert report.roc_auc == 0.75
    assert report.recall_at_1_percent == 0.5
    assert report.by_group == {"x": (2, 0.5, 0.5), "a": (1, 1.0, 0.0), "b": (1, 0.0, 0.0)}
    assert "recall at 1 percent" in report.as_table()
    assert report.as_dict()["by_group"]["x"] == (2, 0.5, 0.5)


def test_intervals_hold_the_figure_and_narrow_with_more_documents():
    few, many = (
        measure([0.9, 0.8, 0.3, 0.1] * n, [True, True, False, False] * n, ["x"] * 4 * n) for n in (5, 50)
    )
    for report in (few, many):
        for name in ("recall_at_1_percent", "recall_at_01_percent", "recall", "false_positive_rate"):
            low, high = report.intervals[name]
            assert low <= getattr(report, name) <= high
    widths = [high - low for low, high in (r.intervals["false_positive_rate"] for r in (few, many))]
    assert widths[1] < widths[0]
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=0.001)


def test_a_report_on_one_kind_alone_leaves_out_what_it_cannot_tell():
    report = measure([0.9, 0.4], [True, True], ["x", "x"])
    assert (report.roc_auc, report.recall_at_1_percent, report.false_positive_rate) == (None, None, None)
    assert "–" in report.as_table()


def test_calibrated_answers_have_no_calibration_error():
    assert measure([0.5] * 4, [True, False] * 2, ["x"] * 4).calibration_error == 0.0
    assert measure([1.0] * 4, [True, False] * 2, ["x"] * 4).calibration_error == 0.5


def test_a_model_is_evaluated_on_documents(small):
    assert evaluate(small, DOCUMENTS, IS_SPAM, ["g"] * len(DOCUMENTS)).roc_auc == 1.0
    with pytest.raises(ValueError, match="documents"):
        evaluate(small, [], [], [])


def test_cross_validation_never_asks_about_a_campaign_it_learned_from():
    campaigns = [f"c{i // 3}" for i in range(len(DOCUMENTS))]
    learned = []

    def train(places):
        learned.append({campaigns[i] for i in places})
        return fit([DOCUMENTS[i] for i in places], [IS_SPAM[i] for i in places])

    said = cross_validate_by_campaign(DOCUMENTS, IS_SPAM, campaigns, 3, train=train)
    assert len(learned) == 3
    assert set.union(*({*campaigns} - seen for seen in learned)) == {*campaigns}
    assert said.shape == (len(DOCUMENTS),)
