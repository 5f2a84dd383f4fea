"""The files that official images are built and listed from: stanzas of fields, with defaults in the first one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from vocabulary.image_reference import is_tag
from vocabulary.platform import Platform

ARCHITECTURES: Mapping[str, Platform] = {
    "amd64": Platform("linux", "amd64"),
    "arm32v5": Platform("linux", "arm", "v5"),
    "arm32v6": Platform("linux", "arm", "v6"),
    "arm32v7": Platform("linux", "arm", "v7"),
    "arm64v8": Platform("linux", "arm64"),
    "i386": Platform("linux", "386"),
    "loong64": Platform("linux", "loong64"),
    "mips64le": Platform("linux", "mips64le"),
    "ppc64le": Platform("linux", "ppc64le"),
    "riscv64": Platform("linux", "riscv64"),
    "s390x": Platform("linux", "s390x"),
    "windows-amd64": Platform("windows", "amd64"),
    "windows-arm64": Platform("windows", "arm64"),
}
_FIELD = re.compile(r"([A-Za-z0-9_][A-Za-z0-9._-]*):(?:[ \t]+(.*)|)")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
# The older form, one line a tag: `1.2: https://…/repo.git@commit directory`.
_LINE = re.compile(r"(\S+)@([0-9a-f]{7,64})(?:[ \t]+(\S+))?")
# What a stanza may say of one architecture alone, as `arm64v8-Directory`.
_BY_ARCHITECTURE = ("GitRepo", "GitFetch", "GitCommit", "Directory", "File", "Builder")


@dataclass(frozen=True)
class Mistake:
    line: int
    text: str


@dataclass(frozen=True)
class Build:
    """What one architecture is built from."""

    architecture: str
    repository: str
    commit: str
    directory: str
    file: str
    builder: str

    @property
    def source(self) -> str:
        file = "" if self.file == "Dockerfile" else f"/{self.file}"
        return f"{self.commit[:12]}:{self.directory}{file}"


@dataclass(frozen=True)
class Entry:
    """One stanza: an image for some architectures, by its own tags and by those it shares with other stanzas."""

    line: int
    tags: tuple[str, ...]
    shared_tags: tuple[str, ...]
    builds: tuple[Build, ...]
    constraints: tuple[str, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        return tuple(str(ARCHITECTURES[build.architecture]) for build in self.builds)


@dataclass(frozen=True)
class Stanzas:
    maintainers: tuple[str, ...]
    repository: str
    entries: tuple[Entry, ...]
    mistakes: tuple[Mistake, ...]


@dataclass
class _Stanza:
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def with_defaults(self, defaults: Mapping[str, str]) -> dict[str, str]:
        return {**defaults, **self.fields}

    def broken(self, text: str, name: str = "") -> None:
        self.mistakes.append(Mistake(self.lines.get(name, self.line), text))


def parse(text: str) -> Stanzas:
    """Never raises: what cannot be read is a mistake with its line, and the rest is there."""
    stanzas = list(_stanzas(text))
    first = stanzas[0] if stanzas and not {"Tags", "SharedTags"} & set(stanzas[0].fields) else None
    defaults = first.fields if first is not None and not _by_line(first) else {}
    entries: list[Entry] = []
    for stanza in stanzas:
        if _by_line(stanza):
            entries += _entries_by_line(stanza)
        elif stanza is not first and not stanza.mistakes:
            entries += _entry(stanza, stanza.with_defaults(defaults))
    entries, doubled = _each_tag_once(entries)
    mistakes = sorted([wrong for stanza in stanzas for wrong in stanza.mistakes] + doubled, key=lambda one: one.line)
    maintainers = _items(defaults.get("Maintainers", ""))
    return Stanzas(maintainers, defaults.get("GitRepo", ""), tuple(entries), tuple(mistakes))


def _stanzas(text: str) -> Iterator[_Stanza]:
    lines = [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), start=1)]
    written = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    for blank, group in groupby(written, key=lambda numbered: not numbered[1].strip()):
        if not blank:
            yield _stanza(list(group))


def _stanza(lines: list[tuple[int, str]]) -> _Stanza:
    stanza = _Stanza(lines[0][0])
    last = ""
    for number, line in lines:
        found = _FIELD.fullmatch(line)
        if line[0] in " \t" and last:
            stanza.fields[last] = f"{stanza.fields[last]} {line.strip()}".strip()
        elif found is None:
            stanza.mistakes.append(Mistake(number, f"“{line[:80]}” is no field such as “Tags: 1.0, latest”."))
        elif found[1] in stanza.fields:
            stanza.mistakes.append(Mistake(number, f"{found[1]} is given twice."))
        else:
            last = found[1]
            stanza.fields[last], stanza.lines[last] = (found[2] or "").strip(), number
    return stanza


def _by_line(stanza: _Stanza) -> bool:
    return bool(stanza.fields) and all(_LINE.fullmatch(value) for value in stanza.fields.values())


def _entries_by_line(stanza: _Stanza) -> Iterator[Entry]:
    for tag, value in stanza.fields.items():
        found = _LINE.fullmatch(value)
        if found is None or not is_tag(tag):
            stanza.broken(f"“{tag[:80]}” is no tag.", tag)
            continue
        build = Build("amd64", found[1], found[2], found[3] or ".", "Dockerfile", "")
        yield Entry(stanza.lines[tag], (tag,), (), (build,), ())


def _entry(stanza: _Stanza, fields: Mapping[str, str]) -> list[Entry]:
    tags, shared = _items(fields.get("Tags", "")), _items(fields.get("SharedTags", ""))
    if not tags and not shared:
        stanza.broken("The stanza has no Tags.")
    for name, given in (("Tags", tags), ("SharedTags", shared)):
        for wrong in (tag for tag in given if not is_tag(tag)):
            stanza.broken(f"“{wrong[:80]}” is no tag.", name)
    if stanza.mistakes:
        return []
    builds = tuple(_builds(stanza, fields))
    return [Entry(stanza.line, tags, shared, builds, _items(fields.get("Constraints", "")))] if builds else []


def _builds(stanza: _Stanza, fields: Mapping[str, str]) -> Iterator[Build]:
    for architecture in _items(fields.get("Architectures", "")) or ("amd64",):
        own = {name: fields.get(f"{architecture}-{name}", fields.get(name, "")) for name in _BY_ARCHITECTURE}
        if architecture not in ARCHITECTURES:
            stanza.broken(f"The architecture “{architecture[:40]}” is not known.", "Architectures")
        elif _COMMIT.fullmatch(own["GitCommit"]) is None:
            stanza.broken(f"GitCommit of {architecture} is no commit: “{own['GitCommit'][:80]}”.", "GitCommit")
        elif not own["GitRepo"]:
            stanza.broken(f"GitRepo of {architecture} is missing.", "GitRepo")
        else:
            yield Build(
                architecture,
                own["GitRepo"],
                own["GitCommit"],
                own["Directory"] or ".",
                own["File"] or "Dockerfile",
                own["Builder"],
            )


def _each_tag_once(entries: list[Entry]) -> tuple[list[Entry], list[Mistake]]:
    """A tag leads to one image: the stanza that named it first keeps it."""
    kept: list[Entry] = []
    mistakes: list[Mistake] = []
    taken: set[str] = set()
    shared = {tag for entry in entries for tag in entry.shared_tags}
    for entry in entries:
        doubled = [tag for tag in entry.tags if tag in taken or tag in shared]
        if doubled:
            mistakes.append(Mistake(entry.line, f"Another stanza has these tags already: {', '.join(doubled)[:200]}."))
        own = tuple(tag for tag in dict.fromkeys(entry.tags) if tag not in doubled)
        taken.update(own)
        if own or entry.shared_tags:
            kept.append(Entry(entry.line, own, entry.shared_tags, entry.builds, entry.constraints))
    return kept, mistakes


def _items(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in text.split(",") if item.strip()))
