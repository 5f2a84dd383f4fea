"""Refusals: what a decider or a door says when it will not do what it was asked."""


class Refused(Exception):
    """A command or query that was understood and turned down.

    `code` is stable and in kebab case (`terms-not-accepted`); `detail` holds the particulars for people (a name, a
    limit, what to do), and is empty where the code says all. Both are text, so that a refusal rebuilds from its
    positional arguments on the other side of an RPC.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class Invalid(Refused):
    """What was sent cannot be right, whoever sends it."""


class Forbidden(Refused):
    """Right in itself, but not for this actor."""


class Missing(Refused):
    """It names something that is not there, or that the actor may not know of."""


class Conflicting(Refused):
    """Right in itself, but not in the present state of things."""


class Unavailable(Refused):
    """A part that is needed does not answer; nothing was done."""
