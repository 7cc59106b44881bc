"""A fitted detector as a file: plain arrays, verified before they are read, and no pickle.

Loading a pickle runs whatever code its author put there; NumPy's arrays are only numbers.
"""

import hashlib
import hmac
import io
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .config import SetupError
from .corpus import Floats
from .detector import Detector, Lexical, Linear
{%- if cookiecutter.framework != "sklearn" %}
from .wide_deep import Weights, WideDeep
{%- endif %}


class Stored(NamedTuple):
    """A detector and the log-odds above which it flags a name."""

    detector: Detector
    threshold: float


def save(path: Path, detector: Detector, threshold: float) -> str:
    """Write the detector to ``path`` and return the SHA-256 of the file, as hex.

    Raises:
        SetupError: nothing can be written there.
    """
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, threshold=np.float64(threshold), **_arrays(detector))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror}); name another") from error
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def load(path: Path, sha256: str) -> Stored:
    """Return what was saved, if the file has this checksum.

    Raises:
        SetupError: the file cannot be read, has another checksum, or holds no detector.
    """
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}); name another") from error
    found = hashlib.sha256(packed).hexdigest()
    if not hmac.compare_digest(found, sha256):
        raise SetupError(f"{path.name} has checksum sha256:{found}, not sha256:{sha256}; retrain")
    if not zipfile.is_zipfile(io.BytesIO(packed)):
        raise SetupError(f"{path.name} is no archive of arrays; retrain")
    with np.load(io.BytesIO(packed), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    threshold = float(arrays.pop("threshold", np.nan))
    if not np.isfinite(threshold) or not all(np.isfinite(each).all() for each in arrays.values()):
        raise SetupError(f"{path.name} holds values that are not finite; retrain")
    return Stored(_detector(path.name, arrays), threshold)


def _arrays(detector: Detector) -> dict[str, Floats]:
    match detector:
        case Lexical(weights, bias):
            return {"counts": weights, "bias": np.asarray(bias)}
        case Linear(weights, bias):
            return {"ngrams": weights, "bias": np.asarray(bias)}
{%- if cookiecutter.framework != "sklearn" %}
        case WideDeep(held):
            return held._asdict()
{%- endif %}
    raise TypeError(f"{type(detector).__name__} cannot be saved")


def _detector(name: str, arrays: dict[str, Floats]) -> Detector:
    match sorted(arrays):
        case ["bias", "counts"]:
            return Lexical(arrays["counts"], float(arrays["bias"]))
        case ["bias", "ngrams"]:
            return Linear(arrays["ngrams"], float(arrays["bias"]))
{%- if cookiecutter.framework != "sklearn" %}
        case held if held == sorted(Weights._fields):
            return WideDeep(Weights(**arrays))
{%- endif %}
    raise SetupError(f"{name} holds {', '.join(sorted(arrays))}, which is no detector; retrain")
