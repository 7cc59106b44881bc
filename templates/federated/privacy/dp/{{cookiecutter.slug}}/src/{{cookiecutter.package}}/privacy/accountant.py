"""How much a training reveals: epsilon of Poisson-sampled Gaussian rounds, by a PLD accountant.

Privacy loss distributions: Sommer et al. 2019 (https://eprint.iacr.org/2018/820), composed by FFT
(Koskela et al. 2020, https://arxiv.org/abs/1906.03049) on a grid that bounds them from above
(connect the dots, Doroshenko et al. 2022, https://arxiv.org/abs/2207.04380), as Google's
dp-accounting computes them by default. Tighter than Renyi moments: at noise 1, rate 0.1, 100
rounds and delta 1e-4, epsilon is 5.97 where the Renyi accountant of the same library says 6.8.
"""

from functools import cache
from math import inf

from dp_accounting import (
    ExplicitBracketInterval,
    GaussianDpEvent,
    NeighboringRelation,
    PoissonSampledDpEvent,
    SelfComposedDpEvent,
    calibrate_dp_mechanism,
)
from dp_accounting.pld import PLDAccountant

from ..showcase.settings import SetupError

# Between losses at multiples of this, delta is bounded by its chord: epsilon grows by less than
# 1e-3, in a tenth of the time that the library's 1e-4 takes.
GRID = 1e-3
MOST_NOISE = 2.0**12


def epsilon(noise: float, rate: float, rounds: int, delta: float) -> float:
    """Return epsilon of ``rounds`` sums, each of a Poisson sample of clients, with noise.

    Neighbours are two federations of which one has one client more (add or remove).

    Args:
        noise: standard deviation in multiples of the clip; 0 means no privacy, infinity.
        rate: probability with which each client takes part in a round, in (0, 1].
        rounds: how many sums are released.
        delta: probability with which epsilon may be exceeded, in (0, 1).
    """
    if noise == 0:
        return inf
    accountant = _accountant()
    accountant.compose(_rounds(noise, rate, rounds))
    return float(accountant.get_epsilon(delta))


@cache  # a search asks for the same noise again and again, and each answer takes a second
def calibrate(target: float, rate: float, rounds: int, delta: float) -> float:
    """Return the least noise multiplier, to 0.001, with which ``epsilon`` is at most ``target``.

    Raises:
        SetupError: ``target`` is not above 0, or out of reach.
    """
    if target == inf:
        return 0.0
    high = MOST_NOISE
    if not target > 0 or epsilon(high, rate, rounds, delta) > target:
        raise SetupError(f"epsilon is {target:g}; raise it, or lower the rate or rounds")
    while epsilon(high / 2, rate, rounds, delta) <= target:  # from above: little noise is slow
        high /= 2
    found = calibrate_dp_mechanism(
        _accountant,
        lambda noise: _rounds(noise, rate, rounds),
        target,
        delta,
        ExplicitBracketInterval(high / 2, high),
        tol=1e-3,
    )
    return float(found)


def _accountant() -> PLDAccountant:
    return PLDAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE, GRID)


def _rounds(noise: float, rate: float, rounds: int) -> SelfComposedDpEvent:
    return SelfComposedDpEvent(PoissonSampledDpEvent(rate, GaussianDpEvent(noise)), rounds)
