"""Java's packages: what Maven and the manifest say in jars, wars and the jars inside them."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages import archive

ENDS = (".jar", ".war", ".ear", ".hpi", ".jpi", ".par", ".sar", ".nar", ".kar")
LIMIT = 192 * 1024 * 1024  # bytes of a file
INSIDE = 32 * 1024 * 1024  # bytes of one inside another
BUDGET = 512 * 1024 * 1024  # bytes unpacked for one file in all
NAME_COSTS = 8  # times its bytes, since reading it takes longer than unpacking
FILE_COSTS = 16 * 1024  # bytes beside its own, for the same reason
DEPTH = 3
TEXT = 256 * 1024  # bytes of a manifest or of properties
MANIFEST = "META-INF/MANIFEST.MF"
NAMED = re.compile(r"^(?P<artifact>[A-Za-z][\w.+-]*?)-(?P<version>\d[\w.+]*(?:-\d[\w.+]*)*(?:-[A-Za-z][\w.+]*)*)$")

DOTTED = re.compile(r"^[a-z]+(\.[\w-]+)+$")


def wants(path: str, entry: Entry) -> bool:
    return path.endswith(ENDS)


def read(path: str, entry: Entry, content: BinaryIO) -> Iterator[Package]:
    if entry.size <= LIMIT:
        yield from _packages(path, content.read(entry.size), DEPTH, [BUDGET])


def _packages(path: str, content: bytes, depth: int, budget: list[int]) -> Iterator[Package]:
    manifest: dict[str, str] = {}
    told = False
    budget[0] -= NAME_COSTS * archive.directory(content)
    for name, text in archive.entries(content, _wanted, INSIDE):
        budget[0] -= len(text) + FILE_COSTS
        if budget[0] < 0:
            return
        if name.endswith(ENDS):
            if depth > 0:
                yield from _packages(f"{path}!/{name}", text, depth - 1, budget)
        elif name == MANIFEST:
            manifest = _fields(text[:TEXT], ": ")
        else:
            fields = _fields(text[:TEXT], "=")
            if all(fields.get(key) for key in ("groupId", "artifactId", "version")):
                told = told or name.startswith("META-INF/")
                yield Package("maven", "Maven", f"{fields['groupId']}:{fields['artifactId']}", fields["version"], path)
    if not told:
        yield from _guessed(path, manifest)


def _wanted(name: str) -> bool:
    if name.endswith(ENDS) or name == MANIFEST:
        return True
    return "META-INF/maven/" in name and name.endswith("/pom.properties")


def _fields(text: bytes, between: str) -> dict[str, str]:
    """Of a properties file, or of a manifest's first section, whose long lines go on after a space."""
    whole = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\n ", "")
    if between == ": ":
        whole = whole.partition("\n\n")[0]
    pairs = (line.partition(between) for line in whole.split("\n") if not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs if value}


def _guessed(path: str, manifest: dict[str, str]) -> Iterator[Package]:
    """From the file's name and its manifest, where Maven left nothing."""
    stem = path.rpartition("/")[2].rpartition(".")[0][:255]
    named = NAMED.match(stem)
    version = named["version"] if named else _first(manifest, "Implementation-Version", "Bundle-Version")
    artifact = named["artifact"] if named else _first(manifest, "Implementation-Title") or stem
    if not version or not artifact or " " in artifact:
        return
    group = _group(manifest, artifact)
    yield Package("maven", "Maven", f"{group}:{artifact}" if group else artifact, version, path)


def _first(manifest: dict[str, str], *keys: str) -> str:
    return next((manifest[key] for key in keys if manifest.get(key)), "")


def _group(manifest: dict[str, str], artifact: str) -> str:
    """As its builder says it (Gradle: group#artifact;version), or what a dotted name of its module begins with."""
    told = [manifest.get(key, "") for key in ("Implementation-Vendor-Id", "Implementation-Title", "Extension-Name")]
    for name in (text.partition("#")[0] for text in told):
        if DOTTED.match(name):
            return name
    for key in ("Bundle-SymbolicName", "Automatic-Module-Name"):
        name = manifest.get(key, "").partition(";")[0].strip()
        if DOTTED.match(name):
            before, _, last = name.removesuffix(f".{artifact}").rpartition(".")
            return before if last in artifact.split("-") else name.removesuffix(f".{artifact}")
    return ""
