"""Work that takes long, beside the loop: where threads are green, others are answered meanwhile."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import eventlet.patcher
from eventlet import tpool

P = ParamSpec("P")
T = TypeVar("T")


def aside(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What the work answers or raises, done in a thread of its own; where threads are real, in this one."""
    if eventlet.patcher.is_monkey_patched("thread"):
        return cast("T", tpool.execute(work, *arguments, **named))
    return work(*arguments, **named)
