"""What programs say of what they were built of."""

import json
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from services.certification.scan.packages import binaries
from tests.parts.go import USUAL
from tests.parts.toxiproxy import SERVER
from tests.services.certification.scan.packages.elves import ADDRESS, elf
from tests.services.certification.scan.packages.given import told, versions

MODULES = (
    "path\texample.com/shop\nmod\texample.com/shop\t(devel)\t\ndep\texample.com/a\tv1.0.0\th1:x=\n"
    "dep\texample.com/b\tv0.1.0\n=>\texample.com/fork\tv0.2.0\th1:y=\nbuild\tCGO_ENABLED=0\n"
)
FRAMED = b"0" * 16 + MODULES.encode() + b"1" * 16


def varint(number: int) -> bytes:
    return bytes([number & 0x7F | 0x80, number >> 7]) if number > 0x7F else bytes([number])


def inline(version: bytes = b"go1.22rc1 X:none") -> bytes:
    head = b"\xff Go buildinf:\x08\x02".ljust(32, b"\0")
    return head + varint(len(version)) + version + varint(len(FRAMED)) + FRAMED


EXPECTED = {"stdlib": "1.22.0-rc.1", "example.com/a": "v1.0.0", "example.com/fork": "v0.2.0"}


@pytest.mark.parametrize("table", [True, False])
def test_a_go_program_tells_its_modules_those_that_were_replaced_by_what_replaced_them(table: bool) -> None:
    program = elf({".text": b"x" * 99, ".go.buildinfo": inline()}, table=table)
    assert versions(told("usr/bin/shop", program, 0o755)) == EXPECTED


def test_a_go_program_from_before_1_18_points_to_its_texts() -> None:
    texts = [b"go1.17.13", FRAMED]
    place = ADDRESS + 64 + 56 + 8  # of the first section
    data = b"".join(texts)
    headers = struct.pack("<QQQQ", place, len(texts[0]), place + len(texts[0]), len(texts[1]))
    at = place + len(data)
    told_by = b"\xff Go buildinf:\x08\0" + struct.pack("<QQ", at, at + 16)
    found = versions(told("app", elf({".data": data + headers, ".go.buildinfo": told_by}), 0o755))
    assert found == EXPECTED | {"stdlib": "1.17.13"}


def test_a_go_program_that_is_too_large_to_be_held_is_read_as_it_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "HELD", 1000)
    monkeypatch.setattr(binaries, "PIECE", 1024)
    program = elf({".text": b"x" * 1900, ".go.buildinfo": inline(), ".rest": b"y" * 9000})
    assert versions(told("app", program, 0o755)) == EXPECTED


def test_a_real_go_program_tells_what_go_itself_says_of_it() -> None:
    program = SERVER.path()
    said = subprocess.run([USUAL, "version", "-m", program], capture_output=True, text=True, check=True).stdout
    lines = [line.split("\t")[1:] for line in said.splitlines()[1:]]
    theirs = {words[1]: words[2] for words in lines if words[0] in ("mod", "dep") and words[2] != "(devel)"}
    found = versions(told("usr/bin/toxiproxy", Path(program).read_bytes(), 0o755))
    assert f"go{found.pop('stdlib')}" == said.splitlines()[0].rpartition(": ")[2]
    assert found == theirs


CRATES = {
    "packages": [
        {"name": "shop", "version": "0.3.0", "source": "local", "root": True},
        {"name": "serde", "version": "1.0.1", "source": "crates.io", "dependencies": []},
        {"name": "cc", "version": "1.1.0", "source": "crates.io", "kind": "build"},
    ]
}


def test_an_auditable_rust_program_tells_its_crates_and_not_what_built_it() -> None:
    section = zlib.compress(json.dumps(CRATES).encode())
    found = told("usr/bin/shop", elf({".dep-v0": section}), 0o755)
    assert [(crate.name, crate.version, crate.ecosystem) for crate in found] == [
        ("shop", "0.3.0", ""),  # nobody advises on what was never published
        ("serde", "1.0.1", "crates.io"),
    ]


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b'{"packages": [1]}', b'{"packages": [{"name": "a"}]}', b"\0" * 99]
)
def test_a_broken_list_of_crates_tells_nothing(text: bytes) -> None:
    assert told("app", elf({".dep-v0": zlib.compress(text)}), 0o755) == ()


def test_only_what_may_be_executed_is_looked_at() -> None:
    assert told("usr/share/shop", elf({".go.buildinfo": inline()}), 0o644) == ()
    assert told("usr/bin/script", b"#!/bin/sh\n" + inline() * 99, 0o755) == ()
