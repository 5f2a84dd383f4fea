"""Ruby's packages: the specification that is left for every installed gem."""

import re
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package

LIMIT = 1024 * 1024  # bytes
STUB = re.compile(r"^# stub: (\S+) (\S+) ", re.MULTILINE)  # written by RubyGems since 2.2
NAME = re.compile(r"^ *\w+\.name *= *[\"']([^\"'\n]+)[\"']", re.MULTILINE)
VERSION = re.compile(r"^ *\w+\.version *= *(?:Gem::Version\.new[ (])?[\"']([^\"'\n]+)[\"']", re.MULTILINE)
LICENCES = re.compile(r"^ *\w+\.licenses? *=(.{1,500})$", re.MULTILINE)
QUOTED = re.compile(r"[\"']([^\"']+)[\"']")


def wants(path: str, entry: Entry) -> bool:
    return path.endswith(".gemspec") and "/specifications/" in path


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    text = content.read(min(entry.size, LIMIT)).decode("utf-8", "replace")
    stub = STUB.search(text)
    name, version = stub or NAME.search(text), stub or VERSION.search(text)
    if name is None or version is None:
        return ()
    told = LICENCES.search(text)
    licences = tuple(QUOTED.findall(told[1])) if told else ()
    return (Package("gem", "RubyGems", name[1], version[2] if stub else version[1], path, licences=licences),)
