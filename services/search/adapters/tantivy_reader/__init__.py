"""The index in a folder as readers open it: in this process, and looked at again when its writer has changed it."""

from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from eventlog.refusal import Unavailable
from services.search.adapters.tantivy_reader.opened import Opened, State
from services.search.index.counting import Names
from services.search.index.fields import CURRENT

TRIES = 3
Stamp = tuple[int, int]


@dataclass
class _Generation:
    """An index that is open; `named` tells which `current` file named it, `seen` which of its states is loaded."""

    folder: Path
    named: Stamp
    index: tantivy.Index
    names: Names = field(default_factory=Names)
    seen: Stamp | None = None
    state: State | None = None

    def refreshed(self) -> State:
        written = _written(self.folder / "meta.json")
        if self.state is None or self.seen != written:
            self.index.reload()
            self.state = State(self.index.searcher(), self.index.schema, self.names)
            self.seen = written
        return self.state


class TantivyReader:
    """Implements `index.engine.Engine`; looks before each answer for changes: two `stat` where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._generation: _Generation | None = None

    def opened(self, text: str) -> Opened:
        for _ in range(TRIES):  # between two steps of ours the writer may have put another generation in place
            try:
                return Opened(self._present().refreshed())
            except (FileNotFoundError, ValueError) as problem:
                absent = problem
                self._generation = None
        raise Unavailable("search-not-ready", "the index is being built") from absent

    def state(self) -> tuple[Stamp, Stamp] | None:
        """Of the file that names the generation, and of that which names its parts."""
        try:
            present = self._present()
            return present.named, _written(present.folder / "meta.json")
        except (FileNotFoundError, ValueError):
            return None

    def _present(self) -> _Generation:
        named = _written(self._folder / CURRENT)
        present = self._generation
        if present is None or present.named != named:
            folder = self._folder / (self._folder / CURRENT).read_text()
            present = _Generation(folder, named, tantivy.Index.open(str(folder)))
            present.index.config_reader("manual")
            self._generation = present
        return present


def _written(file: Path) -> Stamp:
    told = file.stat()
    return told.st_mtime_ns, told.st_ino
