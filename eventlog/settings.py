"""Bad settings are reported all in one go, so that an operator mends them once."""

from collections.abc import Sequence


class BadSettings(Exception):
    """One line for each missing or bad value: its name, and what is wrong with it. No line repeats a secret."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(*lines)
        self.lines = list(lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)
