"""Python's packages: what installers leave beside them (core metadata; dist-info, egg-info and eggs)."""

import re
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages.paragraphs import fields

ENDS = (".dist-info/METADATA", ".egg-info/PKG-INFO", "/EGG-INFO/PKG-INFO", ".egg-info")
LIMIT = 256 * 1024  # bytes; the headers come first, a long description after them
FIELD = re.compile(rb"^(Name|Version|License|License-Expression):(.*)$", re.MULTILINE)
RUNS = re.compile(r"[-_.]+")


def wants(path: str, entry: Entry) -> bool:
    return path.endswith(ENDS)


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    headers = content.read(min(entry.size, LIMIT)).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    told = fields(headers, FIELD)
    licence = told.get("License-Expression") or told.get("License", "")
    name = RUNS.sub("-", told.get("Name", "")).lower()  # PEP 503, as advisories spell it
    licences = (licence,) if licence not in ("", "UNKNOWN") else ()
    return (Package("pypi", "PyPI", name, told.get("Version", ""), path, licences=licences),)
