"""The online learner: AdaGrad as in its paper, and no label before its time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import features, online
from {{ cookiecutter.package }}.corpus import Corpus, Floats, Ints
from {{ cookiecutter.package }}.detector import probability, scale
from {{ cookiecutter.package }}.online import NEVER

BUCKETS, CHUNK = 256, 10


def stream(corpus: Corpus, events: int = 200) -> tuple[Ints, Ints]:
    """Return ids and labels of the first events."""
    return features.ids(corpus.names[:events], BUCKETS), corpus.labels[:events]


def followed(ids: Ints, labels: Ints, known: Ints) -> Floats:
    """Return the scores of a beginner on a stream."""
    return online.follow(online.beginner(BUCKETS, 0.3), ids, labels, known, CHUNK)[0]


@given(st.integers(0, 150), st.integers(0, 60))
def test_no_label_is_used_before_it_is_known(changed: int, delay: int) -> None:
    """Turning a label over changes no score before the event by which it is known."""
    rng = np.random.default_rng(3)
    ids = rng.integers(1, BUCKETS, (160, 12))
    labels = rng.integers(0, 2, 160)
    known = np.arange(160) + 1 + delay
    other = np.where(np.arange(160) == changed, 1 - labels, labels)

    one, two = followed(ids, labels, known), followed(ids, other, known)

    differs = np.flatnonzero(one != two)
    assert not len(differs) or differs[0] >= changed + 1 + delay


def test_a_label_that_never_comes_is_never_used(corpus: Corpus) -> None:
    """Whatever it is."""
    ids, labels = stream(corpus)
    never = np.full(len(ids), NEVER)

    assert not followed(ids, labels, never).any()


def test_every_known_label_is_used_once(corpus: Corpus) -> None:
    """Late ones too: the learner ends as one that was given the same steps by hand."""
    ids, labels = stream(corpus, 100)
    known = np.full(100, 35)
    learner = online.beginner(BUCKETS, 0.3)

    _, ended = online.follow(learner, ids, labels, known, CHUNK)

    for begin in range(0, 100, CHUNK):
        learner = learner.learn(ids[begin : begin + CHUNK], labels[begin : begin + CHUNK])
    np.testing.assert_array_equal(ended.linear.weights, learner.linear.weights)


def test_a_step_is_adagrads(corpus: Corpus) -> None:
    """Written out n-gram by n-gram, twice, so that squares add up."""
    ids, labels = stream(corpus, 20)
    learner = online.beginner(BUCKETS, 0.5)
    weights, squares, bias, bias_squares = np.zeros(BUCKETS), np.zeros(BUCKETS), 0.0, 0.0
    for _ in range(2):
        sums = np.array([weights[row].sum() for row in ids]) / scale(ids) + bias
        errors = probability(sums) - labels
        slopes = np.zeros(BUCKETS)
        for row, error in zip(ids, errors, strict=True):
            for number in row[row > 0]:
                slopes[number] += error / np.sqrt((row > 0).sum())
        squares += slopes**2
        moved = slopes != 0
        weights[moved] -= 0.5 * slopes[moved] / np.sqrt(squares[moved])
        bias_squares += errors.sum() ** 2
        bias -= 0.5 * errors.sum() / np.sqrt(bias_squares)

    learner = learner.learn(ids, labels).learn(ids, labels)

    np.testing.assert_allclose(learner.linear.weights, weights, atol=1e-5)
    np.testing.assert_allclose(learner.linear.bias, bias, atol=1e-6)


def test_nothing_is_learned_from_nothing() -> None:
    """No names, no step."""
    learner = online.beginner(BUCKETS, 0.3)

    assert learner.learn(np.zeros((0, 3), int), np.zeros(0, int)) is learner
