"""Load on the service: a few connections that ask as fast as they are answered.

A closed loop: no request waits for its turn unsent, so that latencies are those of this number
of connections, and say nothing of a queue that arrivals would build (Schroeder et al. 2006).
"""

import itertools
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection

import numpy as np

from ..corpus import Floats
from .auth import HEADER
from .schemas import Scores


@dataclass(frozen=True)
class Client:
    """Where to ask, and with which key."""

    port: int
    key: str

    def connect(self) -> HTTPConnection:
        """Return a new connection to this machine."""
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, connection: HTTPConnection, body: bytes) -> bytes:
        """Return the answer to one request.

        Raises:
            RuntimeError: it is an error.
        """
        headers = {"Content-Type": "application/json", HEADER: self.key}
        connection.request("POST", "/v1/scores", body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"the service answered {response.status}: {answer.decode()}")
        return answer

    def score(self, batches: Sequence[Sequence[str]]) -> list[Scores]:
        """Return what the service thinks of each batch, on one connection."""
        with closing(self.connect()) as connection:
            answers = [self.ask(connection, encoded(batch)) for batch in batches]
        return [Scores.model_validate_json(answer) for answer in answers]


@dataclass(frozen=True)
class Loaded:
    """What a load measured.

    Attributes:
        latencies: (requests,) seconds, from the first byte sent to the last one received.
        batch: names of a request.
        seconds: that it took, with the first requests.
    """

    latencies: Floats
    batch: int
    seconds: float

    @property
    def throughput(self) -> float:
        """Return names a second."""
        return len(self.latencies) * self.batch / self.seconds

    def milliseconds(self, percent: float) -> float:
        """Return a percentile of the latencies."""
        return 1000 * float(np.percentile(self.latencies, percent))


def encoded(names: Sequence[str]) -> bytes:
    """Return the body of a request."""
    return json.dumps({"names": list(names)}).encode()


def load(
    client: Client, batches: Sequence[Sequence[str]], connections: int, seconds: float
) -> Loaded:
    """Ask for all batches, again and again, from several connections for some seconds.

    Batches have one size. A first request on each connection is not counted.
    """
    bodies = [encoded(batch) for batch in batches]

    def work(first: int) -> list[float]:
        found: list[float] = []
        turns = itertools.cycle(bodies[first:] + bodies[:first])
        with closing(client.connect()) as connection:
            client.ask(connection, next(turns))
            end = time.perf_counter() + seconds
            while (begun := time.perf_counter()) < end:
                client.ask(connection, next(turns))
                found.append(time.perf_counter() - begun)
        return found

    with ThreadPoolExecutor(connections) as pool:
        begun = time.perf_counter()
        latencies = list(pool.map(work, range(connections)))
        spent = time.perf_counter() - begun
    return Loaded(np.array([each for some in latencies for each in some]), len(batches[0]), spent)
