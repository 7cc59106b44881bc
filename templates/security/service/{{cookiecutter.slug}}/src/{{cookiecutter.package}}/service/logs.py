"""Logs as one JSON object a line; what is in them is listed here and where they are written.

Neither headers nor bodies are ever logged: a key cannot leak from where it is not.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import FilteringBoundLogger, Processor

SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,  # request_id, client, what was found
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,  # lines of code only; local variables hold secrets
)


def make(stream: TextIO) -> FilteringBoundLogger:
    """Return the logger of the service, which writes to ``stream``."""
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[*SHARED, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        context_class=dict,
    )
    return logger


def adopt() -> None:
    """Have what the HTTP server logs itself look the same."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=SHARED,
        )
    )
    logger = logging.getLogger("uvicorn")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
