"""Simulated families of names, for a detector to miss. None of them is captured malware.

They imitate how algorithmically generated names look (Plohmann et al. 2016): digits of a hash,
letters at random, words in pairs. Nothing here is registered, resolved or contacted.
"""

import re
from collections.abc import Callable, Iterable

import numpy as np

from .corpus import Corpus

Generate = Callable[[np.random.Generator, Corpus, int], tuple[str, ...]]
DIGITS = np.array(list("0123456789abcdef"))
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
ENDINGS = np.array(["com", "net", "org", "info", "biz"])


def hashes(rng: np.random.Generator, _corpus: Corpus, count: int) -> tuple[str, ...]:
    """Return names of sixteen hexadecimal digits."""
    return _ended(rng, map("".join, rng.choice(DIGITS, (count, 16))), count)


def letters(rng: np.random.Generator, _corpus: Corpus, count: int) -> tuple[str, ...]:
    """Return names of ten to eighteen letters, each as likely as any other."""
    drawn, sizes = rng.choice(LETTERS, (count, 18)), rng.integers(10, 19, count)
    return _ended(rng, ("".join(d[:n]) for d, n in zip(drawn, sizes, strict=True)), count)


def words(rng: np.random.Generator, corpus: Corpus, count: int) -> tuple[str, ...]:
    """Return pairs of what benign names of the past are made of: runs of four to eight letters."""
    benign = corpus.pick(corpus.benign(corpus.past.train))
    runs = (run for name in benign for run in re.findall("[a-z]{4,8}", name.partition(".")[0]))
    known = np.array(sorted(set(runs)))
    return _ended(rng, map("".join, rng.choice(known, (count, 2))), count)


def _ended(rng: np.random.Generator, stems: Iterable[str], count: int) -> tuple[str, ...]:
    endings = rng.choice(ENDINGS, count)
    return tuple(f"{stem}.{ending}" for stem, ending in zip(stems, endings, strict=True))


FAMILIES: dict[str, Generate] = {
    "hashes": hashes,
    "random letters": letters,
    "pairs of words": words,
}
