"""How the program ends where something could not be done: one sentence, what to do about it, and an exit code."""

from __future__ import annotations

DONE, NO, FAILED, INTERRUPTED = 0, 1, 2, 130


class Stop(Exception):
    """`text` says what is wrong, `todo` what helps; `code`: NO where the answer is no, FAILED where it could not be."""

    def __init__(self, text: str, todo: str = "", code: int = FAILED) -> None:
        super().__init__(text)
        self.text, self.todo, self.code = text, todo, code

    def __str__(self) -> str:
        return f"{self.text}\n{self.todo}" if self.todo else self.text


class Refused(Stop):
    """The store's refusal: `problem` is its code such as `terms-not-accepted`, `status` HTTP's."""

    def __init__(self, problem: str, text: str, status: int, todo: str = "", code: int = NO) -> None:
        super().__init__(text, todo, code)
        self.problem, self.status = problem, status
