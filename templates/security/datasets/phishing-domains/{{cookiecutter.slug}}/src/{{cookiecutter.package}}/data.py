"""The names: crypto-phishing reported from 2017 to 2022, and sites that force HTTPS."""

import csv
import gzip
import hashlib
import math
from pathlib import Path

import numpy as np

from .config import Config, SetupError
from .corpus import Corpus, Named, assemble

NAME = (
    "Reported phishing domains (eth-phishing-detect) and a sample of Chromium's HSTS preload list"
)
LICENSE = "LicenseRef-DBAD-1.1 AND BSD-3-Clause"
URL = "https://github.com/MetaMask/eth-phishing-detect"
SYNTHETIC = False

HOSTILE, BENIGN = "phishing_domains.csv.gz", "benign_domains.txt.gz"
HARD = "hard_negative_domains.txt.gz"
SHA256 = {
    HOSTILE: "sha256:55d607f8eefa51ad4c0a6cf23f1ea7c5a822168164cc3bab6eab4de265a9df7e",
    BENIGN: "sha256:8eed9d343f05fb16f89726acc2f968e8476a1d2f19c04da1e900f8705ef670f3",
    HARD: "sha256:451247bf7cd82335620ceb129076e9ea82cec4fac396667023132ce1c67168db",
}


def load(config: Config) -> Corpus:
    """Return the corpus, of which ``config.most_names`` names at most, taken evenly.

    Hosts below a registered domain are left out: they stand on free hosting, and a split could
    put two of one domain on both sides.

    Raises:
        ValueError: a file is not the one that this project was made with.
    """
    reports = csv.DictReader(_lines(HOSTILE))
    hostile = [row["host"] for row in reports if row["is_registered_domain"] == "1"]
    benign = _lines(BENIGN)
    step = math.ceil((len(hostile) + len(benign)) / config.most_names)
    hostile, benign = hostile[::step], benign[::step]
    named = Named(
        hostile + benign,
        np.repeat([1, 0], [len(hostile), len(benign)]),
        # The list has no dates but an order, which known campaigns confirm (see the data card).
        np.concatenate([np.arange(len(hostile)), np.full(len(benign), np.nan)]),
    )
    shares = (config.validation_share, config.test_share)
    checksum = hashlib.sha256("".join(SHA256.values()).encode()).hexdigest()
    return assemble(named, shares, config.split_seed, hard=_lines(HARD), sha256=checksum)


def _lines(file: str) -> list[str]:
    packed = Path(__file__).with_name(file).read_bytes()
    if f"sha256:{hashlib.sha256(packed).hexdigest()}" != SHA256[file]:
        raise SetupError(f"{file} has another checksum than {SHA256[file]}; restore the file")
    return gzip.decompress(packed).decode().splitlines()
