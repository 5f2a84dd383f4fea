"""Python's packages: what installers leave beside them (core metadata; dist-info, egg-info and eggs)."""

import re
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package

ENDS = (".dist-info/METADATA", ".egg-info/PKG-INFO", "/EGG-INFO/PKG-INFO", ".egg-info")
LIMIT = 256 * 1024  # bytes; the headers come first, a long description after them
FIELD = re.compile(r"^(Name|Version|License|License-Expression): *(\S.*?)\s*$", re.MULTILINE)
RUNS = re.compile(r"[-_.]+")


def wants(path: str, entry: Entry) -> bool:
    return path.endswith(ENDS)


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    text = content.read(min(entry.size, LIMIT)).decode("utf-8", "replace").replace("\r\n", "\n")
    fields: dict[str, str] = {}
    for key, value in FIELD.findall(text.partition("\n\n")[0]):
        fields.setdefault(key, value)
    if "Name" not in fields or "Version" not in fields:
        return ()
    licence = fields.get("License-Expression") or fields.get("License", "")
    name = RUNS.sub("-", fields["Name"]).lower()  # PEP 503, as advisories spell it
    told = (licence,) if licence not in ("", "UNKNOWN") else ()
    return (Package("pypi", "PyPI", name, fields["Version"], path, licences=told),)
