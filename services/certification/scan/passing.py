"""How layers pass: each name finds its place in the tree, and a file's content is looked into while it goes by."""

import io
from collections.abc import Collection, Mapping
from dataclasses import replace

from services.certification.ports import Unreadable
from services.certification.scan import packages, secrets, wanted
from services.certification.scan.image import Entry
from services.certification.scan.kept import Kept
from services.certification.scan.layers import Unpacked
from services.certification.scan.limits import MIB, Limits, within
from services.certification.scan.tar import Header, members
from services.certification.scan.tree import Tree, cleaned
from vocabulary.unreadable import unreadable

WHITEOUT, OPAQUE, OF_AUFS = ".wh.", ".wh..wh..opq", ".wh..wh."
WHOLE = 64 * MIB  # bytes of a file that is held whole for what tells of files


class Passing:
    """One layer after the other goes `through`; what remains lies in `tree` and `kept`."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._held = limits, 0
        self._unread: dict[int, dict[str, set[str]]] = {}
        self.kept = Kept(limits)
        self.tree = Tree(limits, self.kept.gone)

    def through(self, archive: Unpacked) -> None:
        self.kept.begin()
        self.tree.begin(self.kept.layer)
        for header in members(archive):
            path = cleaned(header.name)
            name = path.rpartition("/")[2]
            if name.startswith(WHITEOUT):
                self._whiteout(path, name)
            elif path:
                self._add(path, header, archive)
        self.kept.end()

    def unread(self) -> Mapping[int, Mapping[str, Collection[str]]]:
        """Names by layer that have another name under which they are wanted, which nobody knew when they passed."""
        for name in wanted.NAMES:
            entry = self.tree.resolve(name)
            if entry is not None and entry.kind == "file" and entry.size and entry.path not in self.tree.contents:
                for layer in range(entry.layer + 1) if entry.target else (entry.layer,):
                    self._note_unread(layer, entry.target or entry.path, entry.path)
        return self._unread

    def again(self, archive: Unpacked, unread: Mapping[str, Collection[str]]) -> None:
        """The same layer once more, for their content alone."""
        for header in members(archive):
            paths = unread.get(cleaned(header.name), ()) if header.kind == "file" and header.size <= WHOLE else ()
            content = archive.take(header.size) if paths else b""
            for path in paths:
                entry = self.tree.get(path)
                if entry is not None and entry.kind == "file" and entry.size == len(content):
                    self._keep(path, content)
                    self.kept.tell(path, packages.read(path, entry, io.BytesIO(content)))

    def _whiteout(self, path: str, name: str) -> None:
        folder = path.rpartition("/")[0]
        if name == OPAQUE:
            self.tree.empty(folder)
        elif not name.startswith(OF_AUFS):
            hidden = name.removeprefix(WHITEOUT)
            self.tree.hide(f"{folder}/{hidden}" if folder else hidden)

    def _add(self, path: str, header: Header, archive: Unpacked) -> None:
        layer = self.kept.layer
        if header.kind == "hard":
            self._link(path, header)
            return
        entry = Entry(path, header.kind, header.mode, header.uid, header.gid, header.size, header.target, layer)
        self.tree.put(entry)
        if entry.kind == "file" and entry.size:
            self._look(entry, archive)

    def _link(self, path: str, header: Header) -> None:
        """Another name of a file that is there already; one that leads nowhere is told as an empty file."""
        target = cleaned(header.target)
        first = self.tree.named(target)
        if first is None or first.kind == "folder" or target == path:
            if target != path:
                self.tree.put(Entry(path, "file", header.mode, header.uid, header.gid, 0, target, self.kept.layer))
            return
        content, told = self.tree.contents.get(first.path), self.kept.packages.get(first.path)
        if first.kind == "file":  # engines give what is linked the rights that the link tells
            first = replace(first, mode=header.mode, uid=header.uid, gid=header.gid)
            self.tree.alter(first)
        target = first.target or target
        entry = replace(first, path=path, target=target, layer=self.kept.layer)
        self.tree.put(entry)
        if content is not None:
            self._keep(entry.path, content)
        self.kept.tell(entry.path, told or ())
        if entry.kind == "file" and entry.size:
            self.kept.suspect(entry.path, secrets.named(entry.path))
            if packages.wants(entry.path, entry) and not packages.wants(first.path, first):
                self._note_unread(first.layer, target, entry.path)

    def _look(self, entry: Entry, archive: Unpacked) -> None:
        path, wants, keeps = entry.path, packages.wants(entry.path, entry), wanted.keeps(entry)
        self.kept.suspect(path, secrets.named(path))
        if keeps and entry.size > wanted.LARGEST:
            raise Unreadable(unreadable("file-too-long", path=path, bytes=f"{wanted.LARGEST:,}"))
        telling = entry.size <= WHOLE and packages.tells_files(path)
        if entry.size > secrets.LARGEST and not (telling or keeps):
            if wants:
                passing = io.BufferedReader(_Content(archive, entry.size))
                self.kept.tell(path, packages.read(path, entry, passing))
            return
        content = archive.take(entry.size)
        if len(content) < entry.size:
            raise Unreadable(unreadable("ends-within-file"))
        if wants:
            self.kept.tell(path, packages.read(path, entry, io.BytesIO(content)))
        if telling:
            self.kept.own(packages.owned(path, content))
        if keeps:
            self._keep(path, content)
        self.kept.suspect(path, secrets.held(path, content))

    def _keep(self, path: str, content: bytes) -> None:
        self._held += len(content)
        within(self._held, self._limits.kept, "more-read-whole")
        self.tree.contents[path] = content

    def _note_unread(self, layer: int, name: str, path: str) -> None:
        self._unread.setdefault(layer, {}).setdefault(name, set()).add(path)


class _Content(io.RawIOBase):
    """A file's bytes, straight from the archive."""

    def __init__(self, archive: Unpacked, size: int) -> None:
        self._archive, self._left = archive, size

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        part = self._archive.take(min(len(into), self._left))
        if not part and self._left and len(into):
            raise Unreadable(unreadable("ends-within-file"))
        into[: len(part)] = part
        self._left -= len(part)
        return len(part)
