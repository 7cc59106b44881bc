"""The conversation of `new`: the questions that matter, a way back, the rest for who wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import context
from portfolio_kit.baking import taken
from portfolio_kit.cli.ask import prompts, story
from portfolio_kit.cli.terminal import display, wrapping
from portfolio_kit.config.config import Value
from portfolio_kit.errors import AnswerError, PortfolioKitError
from portfolio_kit.render import render

if TYPE_CHECKING:
    from portfolio_kit.baking.order import Terms, Wanted
    from portfolio_kit.template.question import Question

Context = Mapping[str, Any]  # any JSON

#: Where an answer comes from that was given here.
_HERE = "answer"

_YES, _CHANGE, _DONE = "yes", "change", "done"


@dataclass
class Interview:
    """What was answered so far, and how to ask for more.

    ``naming`` are the questions whose answers name the project's folder, ``refuse`` refuses a
    folder, ``by`` says who commits, ``asks_story`` that the project's story is asked too. ``said``
    holds each question that was asked, in order, with the number of lines that its answer takes;
    ``earlier`` what was answered before going back, ``words`` what was said of the story.
    """

    wanted: Wanted
    terms: Terms
    naming: frozenset[str]
    refuse: Callable[[Path], None]
    by: Callable[[Context], str]
    asks_story: bool
    answers: dict[str, Value]
    said: list[tuple[str, int]] = field(default_factory=list)
    earlier: dict[str, Any] = field(default_factory=dict)  # any JSON
    words: dict[str, str] = field(default_factory=dict)

    def hold(self) -> Wanted:
        """Ask what is open, and return all that is known then.

        Raises:
            KeyboardInterrupt, EOFError: the person went away.
        """
        self._introduce()
        ready = not self._open() and not self._untold() and not self._unasked()
        while not ready:
            try:
                ready = self._step()
            except prompts.Back:
                self._go_back()
        words = {**self.wanted.story, **story.told(self.words)} if self.words else self.wanted.story
        return replace(self.wanted, answers=self.answers, story=words)

    def _step(self) -> bool:
        """Ask the next question, or whether that is all; return whether it is."""
        if questions := self._open():
            self._ask_next(questions)
            return False
        if questions := self._untold():
            self._ask_of_story(questions)
            return False
        return not self._unasked() or self._is_all()

    def known(self) -> Context:
        """Return every answer, defaults for what is open."""
        wanted, terms = self.wanted, self.terms
        private = context.private(wanted.template, terms.date, wanted.story)
        return context.guess(wanted.template, self.answers, private=private, trust=terms.trust)

    def place(self) -> Path:
        """Return the folder that would be made."""
        template, terms = self.wanted.template, self.terms
        known, how = self.known(), terms.hooks
        return terms.output / render.project_name(template, known, trust=terms.trust, how=how)

    def _matter(self) -> list[Question]:
        """Return the questions that matter with these answers, the weightiest first."""
        known = self.known()
        weighed = context.by_weight(self.wanted.template)
        return [question for question in weighed if context.applies(question, known)]

    def _unasked(self) -> list[Question]:
        """Return the questions that nobody has answered."""
        return [question for question in self._matter() if question.name not in self.answers]

    def _open(self) -> list[Question]:
        """Return the questions that have to be asked: those that matter, or have no default."""
        ask, unasked = self.wanted.template.ask, self._unasked()
        if not ask:
            return unasked
        first = [question for question in unasked if question.name in ask]
        return first or [question for question in unasked if self._is_needed(question)]

    def _untold(self) -> list[Question]:
        """Return what has to be asked of the project's story."""
        return story.untold(self.wanted.template, self.words) if self.asks_story else []

    def _is_needed(self, question: Question) -> bool:
        """Say whether a default will not do: it is none, or names a folder that is taken."""
        return self._wrong(question, self._default(question)) is not None

    def _default(self, question: Question) -> Any:  # noqa: ANN401 - any JSON

        template, trust = self.wanted.template, self.terms.trust
        return context.default(template, question, self._plain(), trust=trust)

    def _plain(self) -> dict[str, Any]:
        return {name: value.value for name, value in self.answers.items()}

    def _wrong(self, question: Question, answer: object) -> str | None:
        """Say in one line what is wrong with an answer."""
        found = context.problem(self.wanted.template, question, answer, self._plain())
        return found or self._taken(question, answer)

    def _taken(self, question: Question, answer: object) -> str | None:
        """Say that an answer names a folder that cannot be made, once its name is known."""
        answers = {**self.answers, question.name: Value(answer, _HERE)}
        if question.name not in self.naming or not self.naming <= answers.keys():
            return None
        try:
            self.refuse(replace(self, answers=answers).place())
        except PortfolioKitError as error:
            return error.lines[0]
        return None

    def _introduce(self) -> None:
        """Say what is about to be asked, and how to answer."""
        template, count = self.wanted.template, len(self._open()) + len(self._untold())
        if not count and not self._unasked():
            return
        other = template.title != template.name
        display.line()
        title = f"{template.name} — {template.title}" if other else template.name
        display.paragraph(title, "  ", "  ", style="head")
        questions = {0: "", 1: "1 question. "}.get(count, f"{count} questions. ")
        display.paragraph(f"{questions}{prompts.KEYS}", "  ", "  ", style="quiet")
        display.line()

    def _ask_next(self, questions: Sequence[Question]) -> None:
        question, before = questions[0], len(self.said)
        asked = {name for name, _ in self.said} | {other.name for other in questions}
        labels = [prompts.label(q) for q in self.wanted.template.questions if q.name in asked]
        width = max(map(len, labels))
        count = before + len(questions) + len(self._untold())
        place = prompts.Place(before + 1, count, width)
        answer = self._ask(question, place)
        self.answers[question.name] = Value(answer, _HERE)
        self.said.append((question.name, prompts.note(question, answer, place)))

    def _ask_of_story(self, questions: Sequence[Question]) -> None:
        question, before = questions[0], len(self.said)
        place = prompts.Place(before + 1, before + len(questions))
        default = self.earlier.pop(question.name, "")
        judge = partial(story.wrong, question.name)
        self.words[question.name] = str(prompts.ask(question, default, judge, place))
        self.said.append((question.name, prompts.note(question, self.words[question.name], place)))

    def _ask(self, question: Question, place: prompts.Place | None) -> Any:  # noqa: ANN401 - any JSON
        """Ask one question, with what was answered before in its default and its choices."""
        template, known, trust = self.wanted.template, self._plain(), self.terms.trust

        def rendered(raw: object) -> str:
            entry = replace(question, kind="text", default=raw, raw=raw, choices=(), schema={})
            return str(context.default(template, entry, known, trust=trust))

        asked = question
        if any("{" in choice for choice in question.choices):
            asked = replace(question, choices=tuple(map(rendered, question.choices)))
        # A choice that does not go with an answer before it is not offered.
        if possible := tuple(c for c in asked.choices if self._wrong(question, c) is None):
            asked = replace(asked, choices=possible)
        default = self.earlier.pop(question.name, None)
        if default is None:
            default = self._default(question)
        return prompts.ask(asked, default, lambda answer: self._wrong(question, answer), place)

    def _go_back(self) -> None:
        """Forget the last answer, but offer it again unless the default is the same."""
        if self.said:
            name, lines = self.said.pop()
            if name in self.words:
                self.earlier[name] = self.words.pop(name)
                display.erase(lines)
                return
            answer = self.answers.pop(name).value
            question = next(q for q in self.wanted.template.questions if q.name == name)
            if answer != self._default(question):
                self.earlier[name] = answer
            display.erase(lines)

    def _is_all(self) -> bool:
        """Say what will be made, where and by whom; return whether the person agrees."""
        wanted, said = self.wanted, 0
        private = context.private(wanted.template, self.terms.date, wanted.story)
        try:
            trust = self.terms.trust
            known = context.resolve(wanted.template, self.answers, private=private, trust=trust)
            if wanted.template.builtin:
                taken.foresee(wanted.template, known)
        except AnswerError as error:
            for line in error.lines:
                said += display.paragraph(line, "  ✘ ", "    ", style="bad")
        others = len(self._unasked())
        others_have = f"{others} have their defaults" if others > 1 else "1 has its default"
        titles = {} if said else {_YES: "yes"}
        titles[_CHANGE] = f"change an answer; {others_have}"
        about = f"makes {display.near(self.place())}, {self.by(self.known())}"
        try:
            chosen = prompts.choose("Ready?", about, titles, _YES)
        finally:
            display.erase(said)
        if chosen == _CHANGE:
            self._change()
        return chosen == _YES

    def _change(self) -> None:
        """Let answers be changed, until the person is content."""
        chosen = _DONE
        while True:
            known, questions = self.known(), {q.name: q for q in self._matter()}
            width = min(max(map(len, questions)), wrapping.width() // 2)
            titles = {_DONE: "nothing more"}
            for name, question in questions.items():
                titles[f"?{name}"] = prompts.entry(question, known[name], width)
            try:
                chosen = prompts.choose("Change", "", titles, chosen)
            except prompts.Back:
                return
            if chosen == _DONE:
                return
            self._change_one(questions[chosen.removeprefix("?")], known)

    def _change_one(self, question: Question, known: Context) -> None:
        """Ask a question again; its default takes an answer away."""
        self.earlier[question.name] = known[question.name]
        before = self.answers.pop(question.name, None)
        try:
            answer = self._ask(question, None)
        except prompts.Back:
            if before is not None:
                self.answers[question.name] = before
            return
        if answer != self._default(question):
            self.answers[question.name] = Value(answer, _HERE)
        self._forget_what_does_not_matter()

    def _forget_what_does_not_matter(self) -> None:
        """Take back what was answered here to a question that another answer has made idle."""
        matter = {question.name for question in self._matter()}
        for name, value in list(self.answers.items()):
            if value.source == _HERE and name not in matter:
                del self.answers[name]
