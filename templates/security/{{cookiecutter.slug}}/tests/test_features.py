"""Hashed n-grams depend on the name, and on nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import features

name = st.from_regex(r"[a-z0-9-]{1,30}\.[a-z]{2,8}", fullmatch=True)


@given(name, st.lists(name, max_size=4))
def test_a_names_ids_do_not_depend_on_its_company(text: str, others: list[str]) -> None:
    """Only padding is added."""
    alone = features.ids([text], 4_096)[0]

    together = features.ids([text, *others], 4_096)[0]

    assert np.array_equal(alone[alone > 0], together[together > 0])


@given(name)
def test_a_name_has_as_many_ids_as_it_has_n_grams(text: str) -> None:
    """With a mark at each end; none of them is 0, which is padding."""
    marked = f"^{text}$"

    ids = features.ids([text], 4_096)

    assert (ids > 0).sum() == sum(len(marked) - size + 1 for size in features.SIZES)
    assert ids.max() < 4_096


@given(name)
def test_equal_n_grams_have_equal_ids_and_others_rarely_do(text: str) -> None:
    """The hash is a function of the n-gram, the same wherever it stands."""
    marked = f"^{text}$"
    grams = [marked[i : i + size] for size in features.SIZES for i in range(len(marked) - size + 1)]

    ids = features.ids([text], 1 << 30)[0]

    pairs = set(zip(grams, ids[ids > 0].tolist(), strict=True))
    assert len(pairs) == len(set(grams))
    assert len({number for _, number in pairs}) == len(pairs)


@given(st.from_regex(r"[a-z]{60,80}", fullmatch=True), st.sampled_from(["com", "zip", "tk"]))
def test_a_long_name_cannot_hide_its_ending(stem: str, ending: str) -> None:
    """Both ends of it are read."""
    marked = features.ids([f"x.{ending}"], 1 << 30)[0]

    assert marked[marked > 0][-1] in features.ids([f"{stem}.{ending}"], 1 << 30)[0]


@given(st.lists(name, min_size=1, max_size=5))
def test_counts_are_those_of_the_letters(names: list[str]) -> None:
    """Length first, as ``LEXICAL`` has it."""
    counted = features.lexical(names)

    assert counted.shape == (len(names), len(features.LEXICAL))
    assert counted[:, 0].tolist() == list(map(len, names))
    assert (counted[:, 1] <= counted[:, 0]).all()
