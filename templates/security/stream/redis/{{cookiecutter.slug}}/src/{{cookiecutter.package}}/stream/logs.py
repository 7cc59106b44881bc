"""One JSON object a line: for machines that read logs, and with nothing in it that is secret."""

import json
import logging
import sys
from datetime import UTC, datetime

LOG = logging.getLogger(__name__)


class Lines(logging.Formatter):
    """A record as one line of JSON, whatever somebody put into its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: time in UTC, level, what happened, and its fields."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(line | getattr(record, "fields", {}))


def configure() -> None:
    """Write events to standard error; results have standard output for themselves."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines())
    LOG.handlers = [lines]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def say(event: str, *, level: int = logging.INFO, **fields: str | float) -> None:
    """Log an event; names belong into its fields in their defanged form only."""
    LOG.log(level, event, extra={"fields": fields})
