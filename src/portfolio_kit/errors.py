"""Every error that a user can cause: the class says which kind, the message says what."""

from collections.abc import Sequence

#: What helps where nobody is known as the author; git asks two commands for it.
SAY_WHO = (
    "set author.name and author.email in portfolio.toml, or run: "
    "git config --global user.name NAME && git config --global user.email ADDRESS"
)


class PortfolioKitError(Exception):
    """Something that the user can put right.

    ``problems`` holds one line for each thing that is wrong: what, with the value,
    then what to do. A file with five mistakes is one error with five problems.
    """

    def __init__(self, problems: str | Sequence[str]) -> None:
        """Take one line, or several when several things are wrong at once."""
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class TemplateError(PortfolioKitError):
    """A template that is not there, or that is not well formed."""


class TrustError(PortfolioKitError):
    """A foreign template wants to run code and has not been trusted."""


class AnswerError(PortfolioKitError):
    """An answer that its question does not allow, or to a question that nobody asked."""


class ConfigError(PortfolioKitError):
    """A config file that cannot be read or does not follow the schema."""


class RenderError(PortfolioKitError):
    """A template file or name that cannot be rendered, or that leaves the project."""


class RepositoryError(PortfolioKitError):
    """Git refused: no identity, no network, a failing hook, a signing key."""


class BakeError(PortfolioKitError):
    """A destination that is taken or cannot be written."""


class ManifestError(PortfolioKitError):
    """A ``showcase.json`` that is missing or does not follow the schema."""


class ShowcaseError(PortfolioKitError):
    """A README whose regions cannot be filled without losing somebody's words."""


class RunError(PortfolioKitError):
    """A project that could not be installed or run."""
