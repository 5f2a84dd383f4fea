"""Archives made to harm: changed at random in the places that matter, each read to its end or refused in a sentence."""

import gzip
import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import zstandard

from services.certification.ports import Unreadable
from services.certification.scan.layers import Meter, Stored, Unpacked
from services.certification.scan.limits import MIB, Limits
from services.certification.scan.passing import Passing
from tests.services.certification.images import OPAQUE, REMOVED, Device, Folder, Link, layer

INPUTS = int(os.environ.get("CHANDLERY_FUZZED_INPUTS", "10000"))
LIMITS = Limits(entries=2000, names=MIB, unsuspected=4 * MIB)
TREES = (
    {"etc/passwd": "root:x:0:0\n", "a/b": "xy", "h": Link("a/b", hard=True), "l": Link("a"), "l/c": "y"},
    {"n" * 150: "z", "l/" + "m" * 120: Folder(), "null": Device(), "ü": Link("../" * 40)},
    {"a/b": REMOVED, "etc": OPAQUE, "l/x": REMOVED, "l": Link("/l"), "l/l": "x"},
)
LAYERS = [content[: len(content.rstrip(b"\0")) // 512 * 512 + 1024] for content in map(layer, TREES)]
PACKED = [pack(content) for content in LAYERS for pack in (gzip.compress, zstandard.compress)]
FIELDS = ((0, 100), (100, 108), (124, 136), (156, 157), (157, 257), (345, 500))
WORDS = (b"\0", b"\xff", b"../", b"/", b".wh.", b".wh..wh..opq", b"7777777", b"\x80\0\0", b"1", b"2", b"5", b"L", b"x")


def shaken(chance: random.Random, content: bytearray) -> bytes:
    """Changed in up to four places, checksums mended."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(content) or 1)
        block = at // 512 * 512
        match chance.randrange(5):
            case 0:
                del content[at : at + chance.choice((1, 512, len(content)))]
            case 1:
                content[block:block] = content[: 512 * chance.randrange(3)]
            case _:
                word = chance.choice(WORDS)
                place = block + chance.randrange(*chance.choice(FIELDS))
                content[place : place + len(word)] = word
    for block in range(0, len(content) - 511, 512):
        if content[block + 257 : block + 262] == b"ustar":
            content[block + 148 : block + 156] = b" " * 8
            content[block + 148 : block + 156] = b"%06o\0 " % sum(content[block : block + 512])
    return bytes(content)


def archives(chance: random.Random) -> list[bytes]:
    return [shaken(chance, bytearray(chance.choice(LAYERS))) for _ in range(2)]


def packed(chance: random.Random) -> list[bytes]:
    content = bytearray(chance.choice(PACKED))
    for _ in range(chance.randrange(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return [bytes(content)]


def let_through(layers: list[bytes]) -> Passing:
    passing = Passing(LIMITS)
    for stored in layers:
        meter = Meter(LIMITS, 0)
        archive = Unpacked(Stored(io.BytesIO(stored), len(stored), meter), meter)
        passing.through(archive)
        archive.drained()
    return passing


def stands(passing: Passing) -> Iterator[bool]:
    """What holds of every tree, whoever made it."""
    tree = passing.tree
    yield sum(1 for _ in tree) == len(tree) <= LIMITS.entries
    for entry in tree:
        yield tree.get(entry.path) == entry
        yield not {"", ".", ".."} & set(entry.path.split("/"))
        above = entry.path.rpartition("/")[0]
        yield not above or tree.get(above).kind == "folder"
        found = tree.resolve(entry.path)
        yield found is None or tree.get(found.path) == found
    passing.unread()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("make", "inputs"), [(archives, INPUTS), (packed, 3 * INPUTS)])
def test_whatever_an_archive_holds_it_is_read_or_refused(make: Callable[[random.Random], list[bytes]], inputs: int):
    for number in range(inputs):
        with suppress(Unreadable):
            assert all(stands(let_through(make(random.Random(number))))), number
