"""Databases of rpm in all three forms: SQLite's by rpm itself, Berkeley DB's by its own loader, ndb's by hand."""

import os
import shutil
import sqlite3
import struct
import subprocess
from pathlib import Path

import pytest

SPEC = """
Name: {name}
Epoch: {epoch}
Version: {version}
Release: 2.el9
Summary: for tests
License: MIT and BSD
{more}
%description
For tests.
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/etc
echo {name} > %{{buildroot}}/usr/bin/{name}
echo {name} > %{{buildroot}}/etc/{name}.conf
%files
/usr/bin/{name}
%config /etc/{name}.conf
%package libs
Summary: what others link with
%description libs
For tests.
%files libs
"""
LONG = f"URL: https://{'x' * 6000}"  # so that a header needs more than one page
MODULE = "shop:4:8080020230825:63b34585"
SPECS = [("shop", 1, "4.2", f"BuildArch: noarch\nModularityLabel: {MODULE}"), ("store", 0, "1.0~rc1", LONG)]


def made(folder: Path) -> Path:
    """A folder with rpmdb.sqlite; skipped by name where rpm is not there."""
    if shutil.which("rpmbuild") is None:
        pytest.skip("rpmbuild is not on PATH, and makes the databases that are read")
    environment = {**os.environ, "HOME": str(folder)}
    for name, epoch, version, more in SPECS:
        text = SPEC.format(name=name, epoch=epoch, version=version, more=more)
        (folder / f"{name}.spec").write_text(text)
        subprocess.run(
            ["rpmbuild", "-bb", f"{name}.spec"], cwd=folder, env=environment, capture_output=True, check=True
        )
    packages = [str(path) for path in (folder / "rpmbuild" / "RPMS").rglob("*.rpm")]
    command = ["rpm", "--dbpath", str(folder / "db"), "-i", "--justdb", "--nodeps", "--ignoreos", "--ignorearch"]
    subprocess.run([*command, *packages], capture_output=True, check=True)
    return folder / "db"


def headers(database: Path) -> list[bytes]:
    with sqlite3.connect(database / "rpmdb.sqlite") as opened:
        return [blob for (blob,) in opened.execute("SELECT blob FROM Packages ORDER BY hnum")]


def berkeley(blobs: list[bytes], folder: Path) -> Path:
    """The file Packages as rpm kept it until RHEL 8: headers by number, and the number that comes next under 0."""
    if shutil.which("db5.3_load") is None:
        pytest.skip("db5.3_load is not on PATH, and makes the databases that are read")
    folder.mkdir()
    lines = ["VERSION=3", "format=bytevalue", "type=hash", "h_nelem=100", "db_pagesize=4096", "HEADER=END"]
    pairs = [(0, struct.pack("<I", len(blobs))), *enumerate(blobs, 1)]
    lines += [f" {text}" for number, blob in pairs for text in (struct.pack("<I", number).hex(), blob.hex())]
    dump = "\n".join([*lines, "DATA=END", ""])
    subprocess.run(["db5.3_load", folder / "Packages"], input=dump, text=True, capture_output=True, check=True)
    return folder


def ndb(blobs: list[bytes]) -> bytes:
    """Packages.db as SUSE's images have it: a page of slots, then blobs on blocks of 16 bytes."""
    slots, body = bytearray(), bytearray()
    for number, blob in enumerate(blobs, 1):
        start = 4096 + len(body)
        piece = struct.pack("<4sIII", b"BlbS", number, 7, len(blob)) + blob
        tail = struct.pack("<II4s", 0, len(blob), b"BlbE")
        piece += b"\0" * (-(len(piece) + len(tail)) % 16) + tail
        slots += struct.pack("<4sIII", b"Slot", number, start // 16, len(piece) // 16)
        body += piece
    slots += struct.pack("<4sIII", b"Slot", 0, 0, 0) * ((4096 - 32 - len(slots)) // 16)
    head = struct.pack("<4sIIIIIII", b"RpmP", 0, 7, 1, len(blobs) + 1, 0, 0, 0)
    return head + bytes(slots) + bytes(body)


def asked(database: Path, backend: str) -> set[tuple[str, ...]]:
    """What rpm itself says of a database: name, epoch:version-release, architecture, source, licence."""
    form = "%{NAME}\t%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\t%{LICENSE}\n"
    command = ["rpm", "--dbpath", str(database), "--define", f"_db_backend {backend}", "-qa", "--qf", form]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {tuple(line.split("\t")) for line in said.splitlines()}
