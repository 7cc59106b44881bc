"""What nodes answered, out of Flower's messages, and the sum of it."""

from collections.abc import Iterable, Sequence

import numpy as np
from flwr.app import Message

from ..algorithms.strategies import Update
from .terms import WHOLE, Answer


def answered(replies: Iterable[Message]) -> tuple[list[Answer], list[str]]:
    """Return the answers in the order of shards, and the reasons of those that failed."""
    answers, troubles = [], []
    for reply in replies:
        if reply.has_error():
            reason = (reply.error.reason or "no reason given").strip().splitlines()[-1]
            troubles.append(f"node {reply.metadata.src_node_id}: {reason}")
            continue
        metrics = reply.content.metric_records["metrics"]
        parts = {name: part.numpy() for name, part in reply.content.array_records["update"].items()}
        update = Update(parts["delta"], parts.get("control"))
        shard, of = (int(str(metrics[name])) for name in ("shard", "shards"))
        answers.append(Answer(shard, of, float(str(metrics["covered"])), update))
    return sorted(answers, key=lambda answer: answer.shard), troubles


def total(answers: Sequence[Answer]) -> Update:
    """Return the sum of all updates; without some shard, the mean over the clients that are there.

    The controls of clients that are not there stay as they are, so their sum needs no correction.
    """
    delta = np.sum([answer.update.delta for answer in answers], axis=0)
    covered = sum(answer.covered for answer in answers)
    if covered < 1 - WHOLE:
        delta = delta / np.float32(covered)
    controls = [a.update.control for a in answers if a.update.control is not None]
    return Update(delta, np.sum(controls, axis=0) if controls else None)
