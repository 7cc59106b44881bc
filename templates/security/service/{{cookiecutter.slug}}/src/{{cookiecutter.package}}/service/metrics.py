"""Metrics for Prometheus; each label has few values, whatever clients send."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ROUTES = ("/v1/scores", "/healthz", "/readyz", "/metrics", "/openapi.json")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OTHER = "other"  # whatever else is asked for: a scanner must not fill the memory
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5)  # seconds


def bounded(method: str, path: str) -> tuple[str, str]:
    """Return method and route, or ``OTHER`` for what is not one of ours."""
    return method if method in METHODS else OTHER, path if path in ROUTES else OTHER


class Metrics:
    """What is counted, in a registry of its own."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "scoring_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "scoring_request_seconds",
            "Time from a request's first byte to its answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.names = Counter(
            "scoring_names", "Names by verdict.", ("verdict",), registry=self.registry
        )
        self.ready = Gauge(
            "scoring_ready", "1 when requests should come here.", registry=self.registry
        )

    def request(self, line: tuple[str, str], status: int, seconds: float) -> None:
        """Count a request, given by its bounded method and route."""
        method, route = line
        self.requests.labels(route, method, status).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
