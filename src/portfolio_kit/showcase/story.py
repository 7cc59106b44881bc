"""The owner's question of a project, from outside."""

from __future__ import annotations

from pathlib import Path

from portfolio_kit.carried import ShowcaseError, story

NAME = story.FILE


def unanswered(project: Path) -> str | None:
    """Return the question that the owner asked and has not answered; None when there is none."""
    try:
        told = story.read(project, {}, None) or {}
    except ShowcaseError:  # an answer quotes a metric; or the run says what is wrong
        return None
    question: str | None = told.get("question") if "answer" not in told else None
    return question
