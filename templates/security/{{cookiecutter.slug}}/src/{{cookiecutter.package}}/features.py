"""What a detector sees of a name: hashed character n-grams, and a few counts.

Hashing needs no vocabulary, so that a name with characters never seen before is scored as well,
and nothing is learned here: training and scoring cannot disagree (Weinberger et al. 2009).
"""

from collections.abc import Sequence

import numpy as np

from .corpus import Floats, Ints

SIZES = (2, 3, 4)  # characters of an n-gram
END = 20  # characters that are read at each end of a name; few registered domains are longer
STEP = 7  # characters to which the longest name is rounded up: compiled code meets few shapes
LEXICAL = ("length", "digits", "hyphens", "dots", "vowels", "different characters", "punycode")


def ids(names: Sequence[str], buckets: int) -> Ints:
    """Return the hashed n-grams of ``^name$``, (n, width) int32; 0 stands for none.

    Each is at least 1 and less than ``buckets``. The number of columns depends on the longest
    name, in steps; the ids of a name depend on that name only.
    """
    text = _characters(names)
    return np.concatenate([_hashed(text, size, buckets) for size in SIZES], axis=1)


def _characters(names: Sequence[str]) -> Ints:
    """Return one row of ASCII codes for each name between ``^`` and ``$``, filled up with 0.

    Of a long name both ends are read: nobody can push the top-level domain out of sight.
    """
    read = (name if len(name) <= 2 * END else name[:END] + name[-END:] for name in names)
    marked = [f"^{name}$".encode("ascii") for name in read]
    width = STEP * -(-max([max(SIZES), *map(len, marked)]) // STEP)
    return np.array(marked, dtype=f"S{width}").view(np.uint8).reshape(len(names), width)


def _hashed(text: Ints, size: int, buckets: int) -> Ints:
    """Return the ids of the n-grams of one size: FNV-1a, then the finish of MurmurHash3."""
    columns = text.shape[1] - size + 1
    hashed = np.full((len(text), columns), 2166136261 + size, np.uint32)
    for place in range(size):
        hashed = (hashed ^ text[:, place : place + columns]) * np.uint32(16777619)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashed = (hashed ^ (hashed >> np.uint32(shift))) * np.uint32(factor)
    kept = (hashed ^ (hashed >> np.uint32(16))) % np.uint32(buckets - 1) + 1
    return np.where(text[:, size - 1 :] > 0, kept, 0).astype(np.int32)


def lexical(names: Sequence[str]) -> Floats:
    """Return counts that rules of thumb are made of, (n, 7), in the order of ``LEXICAL``."""
    return np.array(
        [
            (
                len(name),
                sum(map(str.isdigit, name)),
                name.count("-"),
                name.count("."),
                sum(map(name.count, "aeiou")),
                len(set(name)),
                "xn--" in name,
            )
            for name in names
        ],
        dtype=np.float64,
    )
