"""The data: 30,000 holders of credit cards in Taiwan, 2005, and who defaulted next month."""

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from .config import Config, SetupError
from .table import Feature, Kind, Sensitive, Table, bands, split

NAME = "Default of Credit Card Clients (Yeh and Lien 2009)"
LICENSE = "CC-BY-4.0"
URL = "https://doi.org/10.24432/C55S3H"
SYNTHETIC = False
PUBLIC = True  # single rows may be shown
CASE, CASES, EVENT, REFUSED = "applicant", "applicants", "default", "declined"  # for people

FILE = "taiwan_credit.csv.gz"
SHA256 = "sha256:f957eec02294d72cc20bf76830a108cf6984ef69882d556aed14982a8a6f9a9a"
MONTHS = ("September", "August", "July", "June", "May", "April")

SEX = ((0, "male"), (1, "female"))
EDUCATION = ((1, "graduate school"), (2, "university"), (3, "high school"), (4, "other"))
MARRIAGE = ((1, "married"), (2, "single"), (3, "other"))
# The data's description knows -1 and 1 to 9; it does not explain 0 and -2 (see the data card).
STATUS = ((-2, "code -2"), (-1, "paid in time"), (0, "code 0"), (1, "1 month late"))


def _personal(name: str, levels: tuple[tuple[int, str], ...] = ()) -> Feature:
    kind: Kind = "category" if levels else "integer"
    unit = "" if levels else "years"
    return Feature(name, name.capitalize(), name, unit, kind, "immutable", 0, levels)


def _monthly(name: str, label: str, like: Feature) -> tuple[Feature, ...]:
    return tuple(
        replace(like, name=f"{name}_{number}", label=f"{label} {month}")
        for number, month in enumerate(MONTHS, start=1)
    )


LATE = Feature("pay", "", "repayment status", "months late", direction=-1, levels=STATUS)
BILL = Feature("bill", "", "bills", "NT$")
PAID = Feature("paid", "", "payments", "NT$", direction=1)
# The last payment stands for the next one, which a client can still raise.
LAST, *EARLIER = _monthly("paid", "Paid in", PAID)
# The limit stays historical: it is the bank that decides on it.
FEATURES = (
    Feature("limit_bal", "Credit limit", "credit limit", "NT$"),
    _personal("sex", SEX),
    _personal("education", EDUCATION),
    _personal("marriage", MARRIAGE),
    _personal("age"),
    *_monthly("pay", "Repayment status in", LATE),
    *_monthly("bill", "Bill of", BILL),
    replace(LAST, mutability="actionable"),
    *EARLIER,
)


def load(config: Config) -> Table:
    """Return the table, of which ``config.rows`` rows at most, and its split.

    Raises:
        SetupError: the file is not the one that this project was made with.
    """
    packed = Path(__file__).with_name(FILE).read_bytes()
    if f"sha256:{hashlib.sha256(packed).hexdigest()}" != SHA256:
        raise SetupError(f"{FILE} has another checksum than {SHA256}; restore the file")
    _, _, body = gzip.decompress(packed).decode().partition("\n")
    numbers = np.fromstring(body.replace("\n", ","), dtype=np.float32, sep=",")
    values = numbers.reshape(-1, len(FEATURES) + 1)[: config.rows]
    x, y = values[:, :-1], values[:, -1].astype(np.int64)
    column = {feature.name: x[:, i] for i, feature in enumerate(FEATURES)}
    education = column["education"].astype(int)
    sensitive = (
        Sensitive("sex", ("male", "female"), column["sex"].astype(int)),
        bands(column["age"], (30, 45), ("under 30", "30 to 44", "45 and older"), "age"),
        Sensitive(
            "education",
            tuple(name for _, name in EDUCATION[:3]),
            np.where((education >= 1) & (education <= 3), education - 1, -1),
        ),
    )
    parts = split(y, config.test_share, config.validation_share, config.split_seed)
    return Table(x, y, FEATURES, *parts, sensitive, SHA256)
