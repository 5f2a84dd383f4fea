"""The tree that remains of layers laid over each other (OCI image specification, “Image Layer Filesystem Changeset”).

Names are those of an image, never of this machine: `..` ends at the image's root, and links are followed within it.
"""

from collections.abc import Callable, Iterable, Iterator

from services.certification.ports import Unreadable
from services.certification.scan.image import Entry
from services.certification.scan.limits import Limits, within
from vocabulary.unreadable import unreadable

LINKS = 40  # that a kernel follows for one name (path_resolution(7))


def cleaned(name: str) -> str:
    """`./etc//passwd` and `../etc/passwd` are etc/passwd; the root is empty."""
    name = name.removeprefix("./").rstrip("/")
    if not ("//" in name or "/." in name or name.startswith((".", "/"))):
        return name
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class Tree:
    """`gone` is told each entry that a layer replaces or removes, and which layer that is.

    `contents` are those of files that were wanted, by their path, as long as they are there.
    """

    def __init__(self, limits: Limits, gone: Callable[[Entry, int], None]) -> None:
        self._limits, self._gone = limits, gone
        self.contents: dict[str, bytes] = {}
        self._folders: dict[str, dict[str, Entry]] = {"": {}}  # a folder's path → what lies in it
        self._emptied: set[str] = set()  # folders of which this layer hid all that lower ones brought
        self._hidden: set[str] = set()  # folders of lower layers that this one removed
        self._layer = -1
        self._entries = self._names = self._now = 0

    def __len__(self) -> int:
        return self._now

    def __iter__(self) -> Iterator[Entry]:
        for within_folder in self._folders.values():
            yield from within_folder.values()

    def get(self, path: str) -> Entry | None:
        folder, name = _split(path)
        return self._folders.get(folder, {}).get(name)

    def resolve(self, path: str) -> Entry | None:
        at, todo, hops = "", path.split("/")[::-1], 0
        entry: Entry | None = None
        while todo:
            name = todo.pop()
            if name in ("", "."):
                continue
            if at not in self._folders or (name == ".." and not at):
                return None
            at = _split(at)[0] if name == ".." else _joined(at, name)
            entry = self.get(at)
            if entry is None and at:
                return None
            if entry is not None and entry.kind == "link":
                hops += 1
                if hops > LINKS:
                    return None
                at = "" if entry.target.startswith("/") else _split(at)[0]
                todo.extend(reversed(entry.target.split("/")))
                entry = self.get(at)
        return entry

    def content(self, path: str) -> bytes | None:
        entry = self.resolve(path)
        return self.contents.get(entry.path) if entry is not None else None

    def under(self, folder: str) -> Iterable[Entry]:
        found = self.resolve(folder) if folder else None
        todo = [found.path if found else folder]
        while todo:
            for entry in self._folders.get(todo.pop(), {}).values():
                yield entry
                if entry.kind == "folder":
                    todo.append(entry.path)

    def begin(self, layer: int) -> None:
        self._layer = layer
        self._emptied.clear()
        self._hidden.clear()

    def put(self, entry: Entry) -> None:
        """Raises Unreadable beneath a link: some engines follow it, some put a folder in its place."""
        self._count(entry)
        folder, name = _split(entry.path)
        if folder not in self._folders:
            self._make(folder)
        self._place(folder, name, entry)

    def alter(self, entry: Entry) -> None:
        """The same name with other rights."""
        folder, name = _split(entry.path)
        self._folders[folder][name] = entry

    def named(self, path: str) -> Entry | None:
        """As `get`, and raises Unreadable beneath a link as `put` does."""
        folder, name = _split(path)
        if folder not in self._folders:
            self._without_links(folder)
        return self._folders.get(folder, {}).get(name)

    def hide(self, path: str) -> None:
        """A whiteout: what lower layers brought under this path is gone.

        Some engines take a folder that the same layer brings for a new one, some lay it over the old: Unreadable.
        """
        entry = self.named(path)
        if entry is None:
            return
        if entry.kind != "folder":
            if entry.layer < self._layer:
                self._remove(entry)
            return
        self.empty(entry.path)
        if entry.layer == self._layer or self._folders[entry.path]:
            raise _unclear(path)
        self._remove(entry)
        self._hidden.add(entry.path)

    def empty(self, path: str) -> None:
        """An opaque whiteout of a folder; nothing is looked at twice in a layer."""
        found = self.named(path) if path else None
        if found is not None and found.kind == "link":
            raise _beneath_link(path)
        if path and (found is None or found.kind != "folder"):
            return
        todo, seen = [path], []
        while todo:
            at = todo.pop()
            seen.append(at)
            if at in self._emptied:
                continue
            self._emptied.add(at)
            for entry in list(self._folders[at].values()):
                if entry.kind == "folder":
                    todo.append(entry.path)
                elif entry.layer < self._layer:
                    self._remove(entry)
        for at in reversed(seen[1:]):
            folder = self.get(at)
            if folder is not None and folder.layer < self._layer and not self._folders[at]:
                self._remove(folder)

    def _make(self, folder: str) -> None:
        """With those above it, where they go without saying."""
        self._without_links(folder)
        at = ""
        for name in folder.split("/"):
            path = _joined(at, name)
            if path not in self._folders:
                made = Entry(path, "folder", 0o755, 0, 0, 0, "", self._layer)
                self._count(made)
                self._place(at, name, made)
            at = path

    def _without_links(self, folder: str) -> None:
        at = ""
        for name in folder.split("/"):
            at = _joined(at, name)
            entry = self.get(at)
            if entry is None:
                return
            if entry.kind == "link":
                raise _beneath_link(at)

    def _place(self, folder: str, name: str, entry: Entry) -> None:
        if entry.path in self._hidden and entry.kind == "folder":
            raise _unclear(entry.path)
        siblings = self._folders[folder]
        before = siblings.get(name)
        if before is not None and not (before.kind == entry.kind == "folder"):
            self._remove(before)
            before = None
        siblings[name] = entry
        self._now += before is None
        if entry.kind == "folder":
            self._folders.setdefault(entry.path, {})

    def _remove(self, entry: Entry) -> None:
        folder, name = _split(entry.path)
        del self._folders[folder][name]
        todo = [entry]
        while todo:
            one = todo.pop()
            if one.kind == "folder":
                todo.extend(self._folders.pop(one.path).values())
            self._now -= 1
            self.contents.pop(one.path, None)
            self._gone(one, self._layer)

    def _count(self, entry: Entry) -> None:
        self._entries += 1
        self._names += len(entry.path) + len(entry.target)
        if self._entries > self._limits.entries or self._names > self._limits.names:
            within(self._entries, self._limits.entries, "more-names")
            within(self._names, self._limits.names, "more-bytes-of-names")


def _beneath_link(path: str) -> Unreadable:
    return Unreadable(unreadable("beneath-link", path=path))


def _unclear(path: str) -> Unreadable:
    return Unreadable(unreadable("removed-and-brought", path=path))


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
