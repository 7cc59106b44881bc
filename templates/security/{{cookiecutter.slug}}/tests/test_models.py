"""Detectors learn what is there, and nothing from labels that mean nothing."""

import ast
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from {{ cookiecutter.package }} import features, models, rates, store
from {{ cookiecutter.package }}.config import Config, SetupError
from {{ cookiecutter.package }}.corpus import Corpus
from {{ cookiecutter.package }}.detector import Detector, Linear, probability
from {{ cookiecutter.package }}.section import Setting

# Modules that run what they read, or hold a reader that does.
UNSAFE = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}


def test_shuffled_labels_are_not_learned(corpus: Corpus, config: Config) -> None:
    """On test names the area under the curve is that of a coin, within three standard errors."""
    shuffled = np.random.default_rng(0).permutation(corpus.labels)
    chance = replace(corpus, labels=shuffled)
    _, _, test = corpus.random
    hostile, benign = len(chance.hostile(test)), len(chance.benign(test))
    error = np.sqrt((hostile + benign + 1) / (12 * hostile * benign))  # Mann and Whitney 1947

    fitted = models.fit(chance, corpus.random.train, config, 0)

    for model in fitted.values():
        area = rates.auc(model.score(corpus.pick(test)), shuffled[test])
        assert abs(area - 0.5) < 3 * error


def test_the_linear_detector_is_scikit_learns(corpus: Corpus, config: Config) -> None:
    """The arrays that are kept score as the estimator that they came from."""
    names, labels = corpus.pick(corpus.past.train), corpus.labels[corpus.past.train]
    x = models.sparse(features.ids(names, config.buckets), config.buckets)
    expected = LogisticRegression(C=config.strength, solver="liblinear", tol=1e-3, random_state=0)
    expected.fit(x, labels)

    linear = models.fit_linear(names, labels, config)

    np.testing.assert_allclose(linear.score(names), expected.decision_function(x), atol=1e-4)


def test_counts_are_fitted_in_their_own_units(corpus: Corpus) -> None:
    """Taking the standardisation back changes no score."""
    names, labels = corpus.pick(corpus.past.train), corpus.labels[corpus.past.train]
    x = features.lexical(names)
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1)
    z = (x - x.mean(axis=0)) / spread
    expected = LogisticRegression(solver="liblinear").fit(z, labels).decision_function(z)

    np.testing.assert_allclose(models.fit_lexical(names, labels).score(names), expected)


def test_a_score_does_not_depend_on_the_other_names(setting: Setting) -> None:
    """Nor on how many are scored at a time; no names give no scores."""
    names = setting.corpus.names[:40]

    for model in setting.models.values():
        one_by_one = [model.score([name])[0] for name in names]
        np.testing.assert_allclose(model.score(names), one_by_one, rtol=1e-9, atol=1e-9)
        assert model.score([]).shape == (0,)


def test_padding_says_nothing(setting: Setting) -> None:
    """More of it changes no score."""
    linear = setting.models["linear"]
    assert isinstance(linear, Linear)
    ids = features.ids(setting.corpus.names[:20], setting.config.buckets)

    assert linear.weights[0] == 0
    wider = np.pad(ids, ((0, 0), (0, 7)))
    np.testing.assert_allclose(linear.of_ids(wider), linear.of_ids(ids), rtol=1e-12)


def test_probabilities_never_overflow() -> None:
    """And are those of the logistic function."""
    odds = np.array([-1e6, -2.0, 0.0, 2.0, 1e6])

    np.testing.assert_allclose(probability(odds[1:4]), 1 / (1 + np.exp(-odds[1:4])))
    assert probability(odds)[[0, -1]].tolist() == [0, 1]


@pytest.mark.parametrize("name", models.LABELS)
def test_a_stored_detector_scores_as_before(name: str, setting: Setting, tmp_path: Path) -> None:
    """Bit by bit, threshold included."""
    model: Detector = setting.models[name]
    path = tmp_path / "detector.npz"

    stored = store.load(path, store.save(path, model, 0.25))

    names = setting.corpus.names[:50]
    assert np.array_equal(stored.detector.score(names), model.score(names))
    assert stored.threshold == 0.25


def test_a_changed_file_is_not_even_opened(setting: Setting, tmp_path: Path) -> None:
    """Its checksum is looked at first."""
    path = tmp_path / "detector.npz"
    checksum = store.save(path, setting.models["linear"], 0.0)
    packed = bytearray(path.read_bytes())
    packed[-1] ^= 1
    path.write_bytes(packed)

    with pytest.raises(SetupError, match="has checksum sha256:"):
        store.load(path, checksum)


def test_values_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    """A detector that says nan flags nobody."""
    path = tmp_path / "detector.npz"
    checksum = store.save(path, Linear(np.full(4, np.nan, np.float32), 0.0), 0.0)

    with pytest.raises(SetupError, match="not finite"):
        store.load(path, checksum)


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    """Missing, in a place where none can be, or something else with the right checksum."""
    path = tmp_path / "detector.npz"
    with pytest.raises(SetupError, match=r"detector\.npz cannot be read"):
        store.load(path, "0" * 64)
    path.write_bytes(b"text")
    with pytest.raises(SetupError, match="cannot be written"):
        store.save(path / "below", Linear(np.zeros(4, np.float32), 0.0), 0.0)
    with pytest.raises(SetupError, match="is no archive of arrays"):
        store.load(path, hashlib.sha256(b"text").hexdigest())


def test_nothing_in_the_project_reads_pickles() -> None:
    """A model file must not be able to run code: nothing is imported that could have it run."""
    for path in Path(models.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    assert not {each.name.partition(".")[0] for each in names} & UNSAFE, path.name
                case ast.ImportFrom(module=str(module)):
                    assert module.partition(".")[0] not in UNSAFE, path.name
                case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="load" | "savez")):
                    asked = {each.arg: ast.unparse(each.value) for each in node.keywords}
                    assert asked.get("allow_pickle") == "False", path.name
                case ast.Attribute(value=ast.Name(id="torch"), attr="load" | "save"):
                    pytest.fail(f"{path.name} reads or writes PyTorch's pickles")
