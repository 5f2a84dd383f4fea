"""Small sound files of every format, from which hostile ones are made."""

import io
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from random import Random

from tests.services.certification.scan.packages.elves import elf
from tests.services.certification.scan.packages.rpm_databases import ndb
from tests.services.certification.scan.packages.test_apk import INSTALLED
from tests.services.certification.scan.packages.test_dpkg import STATUS
from tests.services.certification.scan.packages.test_jar import maven, packed
from tests.services.certification.scan.packages.test_languages import PYTHON
from tests.services.certification.scan.packages.test_programs import CRATES, inline

PAGE = 512
VALUES = (
    *(None, True, 0, -1, 1e308, 2**53, "", " ", "\n", "a" * 300, "../../etc", "1.0.0-", "\u0000", "MIT"),
    *([], {}, [[]], [None, 1, "MIT", {"type": 1}, {"type": "MIT"}], {"type": ["MIT"]}, {"type": "MIT"}, [["MIT"]] * 50),
)
EDGES = (0, 1, 7, 8, 15, 16, 31, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def header(name: str) -> bytes:
    """An rpm's, with two files."""
    tags = [
        (1000, 6, [name.encode()]), (1001, 6, [b"1.0"]), (1002, 6, [b"1.el9"]), (1003, 4, [1]), (1014, 6, [b"MIT"]),
        (1022, 6, [b"noarch"]), (1037, 4, [0, 1]), (1044, 6, [f"{name}-1.0-1.el9.src.rpm".encode()]),
        (1116, 4, [0, 0]), (1117, 8, [b"a", b"b"]), (1118, 8, [b"/usr/"]),
    ]  # fmt: skip
    index, store = b"", b""
    for tag, kind, values in tags:
        store += b"\0" * (-len(store) % 4)
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        store += b"".join(struct.pack(">I", value) if isinstance(value, int) else value + b"\0" for value in values)
    return struct.pack(">II", len(tags), len(store)) + index + store


def berkeley() -> bytes:
    """A page of what it is, one of the hash, and one overflow page after the other."""
    blob = header("shop")
    room = PAGE - 26
    pieces = [blob[at : at + room] for at in range(0, len(blob), room)]
    value = struct.pack("<BxxxII", 3, 2, len(blob))
    entries = struct.pack("<HH", PAGE - 5, PAGE - 5 - len(value))
    table = struct.pack("<8xIIIHHBB", 1, 0, 0, 2, PAGE - 17, 0, 13) + entries
    pages = [struct.pack("<8xIIII", 0, 0x061561, 9, PAGE), table.ljust(PAGE - 17, b"\0") + value + b"\1abcd"]
    for number, piece in enumerate(pieces, 2):
        after = number + 1 if number - 1 < len(pieces) else 0
        pages.append(struct.pack("<8xIIIHHBB", number, 0, after, 1, len(piece), 0, 7) + piece)
    return b"".join(page.ljust(PAGE, b"\0") for page in pages)


def sqlite() -> bytes:
    database = sqlite3.connect(":memory:")
    database.executescript(f"PRAGMA page_size = {PAGE}; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)")
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(header("shop"),), (header("store"),)])
    database.commit()
    return database.serialize()


def seeds() -> dict[str, tuple[str, bytes, int]]:
    """Path, content and mode by format."""
    jar = packed(**{"META-INF/MANIFEST.MF": "Implementation-Version: 1\r\n", "lib/a.jar": maven()})
    program = elf({".go.buildinfo": inline(), ".dep-v0": zlib.compress(json.dumps(CRATES).encode())})
    return {
        "dpkg": ("var/lib/dpkg/status", STATUS.encode(), 0o644),
        "apk": ("lib/apk/db/installed", INSTALLED, 0o644),
        "bdb": ("var/lib/rpm/Packages", berkeley(), 0o644),
        "ndb": ("var/lib/rpm/Packages.db", ndb([header("shop"), header("store")]), 0o644),
        "sqlite": ("var/lib/rpm/rpmdb.sqlite", sqlite(), 0o644),
        "python": ("a.dist-info/METADATA", PYTHON, 0o644),
        "npm": (
            "node_modules/a/package.json",
            b'{"name": "a", "version": "1.0.0", "licenses": [{"type": "MIT"}]}',
            0o644,
        ),
        "gem": ("gems/specifications/a.gemspec", b'# stub: a 1.0 ruby lib\n s.name = "a"\n s.version = "1"\n', 0o644),
        "jar": ("opt/shop-1.0.jar", jar, 0o644),
        "program": ("usr/bin/shop", program, 0o755),
    }


def mutated(content: bytes, chance: Random) -> bytes:
    """Changed in up to eight places: bytes, numbers at the edge of their width, cuts, and pieces told twice."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1 | 2:
                width = chance.choice("HIQ")
                number = chance.choice(EDGES) & (0xFFFF if width == "H" else 0xFFFFFFFF)
                piece = struct.pack(chance.choice("<>") + width, number)
                changed[at : at + len(piece)] = piece
            case 3 if chance.randrange(8) == 0:
                del changed[at:]
            case _:
                start = chance.randrange(len(changed)) if changed else 0
                changed[at:at] = changed[start : start + chance.randrange(64)]
    return bytes(changed)


def reworded(content: bytes, chance: Random) -> bytes:
    """JSON that stays JSON, with values that nobody expects: a file that is none is given up at its first byte."""
    told = json.loads(content)
    for _ in range(chance.randint(1, 3)):
        words = mutated(b"acme-1.0.0", chance).decode("latin-1")
        told[chance.choice([*told, "license", "name", "version", "x"])] = chance.choice([*VALUES, *[words] * 20])
    return json.dumps(told).encode()


def repacked(content: bytes, chance: Random) -> bytes:
    """An archive that stays one, of broken files: what is broken around them is given up before they are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    spared = chance.choice([*files, ""])  # so that more is read than the first that is broken
    broken = {name: _broken(name, inner, chance) for name, inner in files.items() if name != spared}
    return packed(**files | broken)


def _broken(name: str, content: bytes, chance: Random) -> bytes:
    return repacked(content, chance) if name.endswith(".jar") else mutated(content, chance)


WHOLE = {"npm": reworded, "jar": repacked}  # formats of which three in four stay whole around what is broken


def fuzzed(content: bytes, form: str, count: int) -> Iterator[bytes]:
    """The same ones for the same format."""
    chance = Random(form)
    for _ in range(count):
        make = WHOLE.get(form, mutated) if chance.randrange(4) else mutated
        yield make(content, chance)
