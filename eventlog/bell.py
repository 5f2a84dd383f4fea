"""A bell that is rung at each commit, and green threads that wait for it."""

from weakref import WeakSet

from eventlet.event import Event


class Listener:
    """Hears also what was rung while it was busy; many rings are one."""

    def __init__(self) -> None:
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
        self._listeners: WeakSet[Listener] = WeakSet()  # who listens no more is forgotten

    def listener(self) -> Listener:
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def ring(self) -> None:
        for listener in list(self._listeners):
            listener.hear()
