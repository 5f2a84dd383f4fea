"""A bell that is rung at each commit, and green threads that wait for it."""

from collections.abc import Collection
from weakref import ref

from eventlet.event import Event


class Listener:
    """Hears also what was rung while it was busy; many rings are one. `about` is what it listens for; None: all."""

    def __init__(self, about: Collection[str] | None = None) -> None:
        self.about = None if about is None else frozenset(about)
        self._rung = False
        self._waiting: Event | None = None

    def wait(self, timeout: float) -> None:
        """Returns when the bell was rung, or the time is over."""
        if not self._rung and timeout > 0:
            self._waiting = Event()
            try:
                self._waiting.wait(timeout)
            finally:
                self._waiting = None
        self._rung = False

    @property
    def rung(self) -> bool:
        """Somebody rang since the last wait."""
        return self._rung

    def hear(self) -> None:
        self._rung = True
        if self._waiting is not None and not self._waiting.ready():
            self._waiting.send(None)


class Bell:
    def __init__(self) -> None:
        self._listeners: list[ref[Listener]] = []  # who listens no more is forgotten

    def listener(self, about: Collection[str] | None = None) -> Listener:
        listener = Listener(about)
        self._listeners = [*(each for each in self._listeners if each() is not None), ref(listener)]
        return listener

    def ring(self, about: Collection[str] | None = None) -> None:
        """For all, or for those who listen for one of these."""
        for each in self._listeners:
            listener = each()
            if listener is None or (about is not None and not about):
                continue
            if about is None or listener.about is None or not listener.about.isdisjoint(about):
                listener.hear()
