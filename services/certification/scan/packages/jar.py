"""Java's packages: what Maven and the manifest say in jars, wars and the jars inside them."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages import archive

ENDS = (".jar", ".war", ".ear", ".hpi", ".jpi", ".par", ".sar", ".nar", ".kar")
LIMIT = 256 * 1024 * 1024  # bytes of a file
INSIDE = 64 * 1024 * 1024  # bytes of one inside another
BUDGET = 1024 * 1024 * 1024  # bytes unpacked for one file in all
DEPTH = 3
TEXT = 256 * 1024  # bytes of a manifest or of properties
MANIFEST = "META-INF/MANIFEST.MF"
NAMED = re.compile(r"^(?P<artifact>[A-Za-z][\w.+-]*?)-(?P<version>\d[\w.+-]*)$")


def wants(path: str, entry: Entry) -> bool:
    return path.endswith(ENDS)


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    if entry.size > LIMIT:
        return ()
    return tuple(_packages(path, content.read(entry.size), DEPTH, [BUDGET]))


def _packages(path: str, content: bytes, depth: int, budget: list[int]) -> Iterator[Package]:
    manifest: dict[str, str] = {}
    told = False
    for name, text in archive.entries(content, _wanted, INSIDE):
        budget[0] -= len(text)
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
                told = True
                yield Package("maven", "Maven", f"{fields['groupId']}:{fields['artifactId']}", fields["version"], path)
    if not told:
        yield from _guessed(path, manifest)


def _wanted(name: str) -> bool:
    if name.endswith(ENDS) or name == MANIFEST:
        return True
    return name.startswith("META-INF/maven/") and name.endswith("/pom.properties")


def _fields(text: bytes, between: str) -> dict[str, str]:
    """Of a properties file, or of a manifest's first section, whose long lines go on after a space."""
    whole = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\n ", "")
    if between == ": ":
        whole = whole.partition("\n\n")[0]
    pairs = (line.partition(between) for line in whole.split("\n") if not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs if value}


def _guessed(path: str, manifest: dict[str, str]) -> Iterator[Package]:
    """From the file's name and its manifest, where Maven left nothing."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    named = NAMED.match(stem)
    version = named["version"] if named else _first(manifest, "Implementation-Version", "Bundle-Version")
    artifact = named["artifact"] if named else _first(manifest, "Implementation-Title") or stem
    if not version or not artifact or " " in artifact:
        return
    group = _first(manifest, "Implementation-Vendor-Id") or _group(manifest, artifact)
    yield Package("maven", "Maven", f"{group}:{artifact}" if group else artifact, version, path)


def _first(manifest: dict[str, str], *keys: str) -> str:
    return next((manifest[key] for key in keys if manifest.get(key)), "")


def _group(manifest: dict[str, str], artifact: str) -> str:
    """A bundle's name is often the group with the artifact at its end."""
    bundle = _first(manifest, "Bundle-SymbolicName", "Automatic-Module-Name").partition(";")[0].strip()
    return bundle.removesuffix(f".{artifact}") if bundle.endswith(f".{artifact}") else ""
