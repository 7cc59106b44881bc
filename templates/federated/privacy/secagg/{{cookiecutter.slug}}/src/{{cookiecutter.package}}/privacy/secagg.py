"""Secure aggregation: the server learns the sum of the clients' updates, and no single one.

Pairwise masks, the first step of Bonawitz et al. 2017, section 4 (https://eprint.iacr.org/2017/281):
client u sends y_u = x_u + sum of s_uv over v > u - sum of s_vu over v < u (mod R), so that every
mask is added once and subtracted once. Their second mask and secret sharing are left out: nobody
may drop out, and clients and server follow the protocol (honest but curious).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

from ..data import Floats
from ..showcase.settings import SetupError

Words = NDArray[np.uint32]  # integers modulo R = 2^32: NumPy's own wrap-around is the arithmetic


@dataclass(frozen=True)
class FixedPoint:
    """Real numbers as multiples of 2^-bits modulo 2^32, such that a sum of them cannot wrap.

    Attributes:
        clients: how many numbers are added at most.
        limit: largest absolute value of each, in the numbers' own unit.
    """

    clients: int
    limit: float

    @property
    def bits(self) -> int:
        """Return the most fractional bits with clients * limit * 2^bits + clients / 2 < 2^31."""
        return int(np.floor(np.log2((2.0**31 - self.clients) / (self.clients * self.limit))))

    @property
    def error(self) -> float:
        """Return the most by which a decoded sum differs: half a step for each client."""
        return self.clients * 2.0 ** -(self.bits + 1)

    def encode(self, values: Floats) -> Words:
        """Return ``values`` rounded to the nearest step, modulo 2^32.

        Raises:
            SetupError: a value exceeds the limit; the sum could wrap, and nobody would see it.
        """
        largest = float(np.abs(values).max(initial=0))
        if not largest <= self.limit:
            words = f"an update reaches {largest:g}, above {self.limit:g}"
            raise SetupError(f"{words}; lower learning_rate")
        steps = np.rint(values.astype(np.float64) * 2.0**self.bits)
        return steps.astype(np.int64).astype(np.uint32)

    def decode(self, total: Words) -> Floats:
        """Return a sum of encoded numbers as float64; its upper half stands for negative ones."""
        return total.view(np.int32) / 2.0**self.bits


def agree(own: X25519PrivateKey, peers: Mapping[int, X25519PublicKey]) -> dict[int, bytes]:
    """Return the 32 secret bytes that a client shares with each peer, by the peer's number.

    The server relays the public keys: it could replace them, which is why it must be honest.
    """
    return {
        peer: HKDF(SHA256(), 32, salt=None, info=b"pairwise mask").derive(own.exchange(key))
        for peer, key in peers.items()
    }


def keys(private: Sequence[X25519PrivateKey]) -> list[dict[int, bytes]]:
    """Return every client's secrets, after each has published its public key to all others."""
    public = {client: key.public_key() for client, key in enumerate(private)}
    return [
        agree(own, {peer: key for peer, key in public.items() if peer != client})
        for client, own in enumerate(private)
    ]


def mask(client: int, secrets: Mapping[int, bytes], round_: int, size: int) -> Words:
    """Return what ``client`` adds to its update in a round: (size,), uniform to all but its peers.

    The round is ChaCha20's nonce: a stream used twice would show the difference of two updates.
    """
    total = np.zeros(size, np.uint32)
    for peer, secret in secrets.items():
        nonce = bytes(8) + round_.to_bytes(8, "little")  # the first half counts blocks
        stream = Cipher(ChaCha20(secret, nonce), mode=None).encryptor().update(bytes(4 * size))
        words = np.frombuffer(stream, "<u4")
        total = total + words if client < peer else total - words
    return total


def add(masked: Sequence[Words] | Words) -> Words:
    """Return the server's sum of all masked updates, modulo 2^32: the masks have cancelled.

    One update that is missing leaves its masks in the sum, which is then noise: see the module.
    """
    return np.asarray(np.sum(masked, axis=0, dtype=np.uint32))
