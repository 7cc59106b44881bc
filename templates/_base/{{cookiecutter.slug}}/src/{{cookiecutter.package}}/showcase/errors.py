"""What is wrong, in words."""


class ShowcaseError(ValueError):
    """What cannot be shown without loss; each argument is one line about one thing."""

    def __str__(self) -> str:
        """Return the lines."""
        return "\n".join(map(str, self.args))
