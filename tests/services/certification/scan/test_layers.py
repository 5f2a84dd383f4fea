"""A layer's bytes are unpacked as engines do, measured, and never more of them than there should be."""

import gzip
import hashlib
import io

import pytest
import zstandard

from services.certification.ports import Unreadable
from services.certification.scan.layers import ALONE, CHUNK, Meter, Stored, Unpacked
from services.certification.scan.limits import USUAL, Limits

CONTENT = bytes(range(256)) * 20_000


def taken(stored: bytes, size: int | None = None, limits: Limits = USUAL) -> bytes:
    meter = Meter(limits, len(stored))
    with Unpacked(Stored(io.BytesIO(stored), len(stored) if size is None else size, meter), meter) as archive:
        found = archive.take(10**9)
        assert archive.drained() == f"sha256:{hashlib.sha256(found).hexdigest()}"
        return found


@pytest.mark.parametrize(
    "stored",
    [
        CONTENT,
        gzip.compress(CONTENT),
        gzip.compress(CONTENT[:1000]) + gzip.compress(CONTENT[1000:]),
        zstandard.compress(CONTENT),
        zstandard.compress(CONTENT[:1000]) + zstandard.compress(CONTENT[1000:]),
        b"",
    ],
)
def test_layers_are_unpacked_however_they_are_packed_and_in_however_many_pieces(stored: bytes):
    assert taken(stored) == (CONTENT if stored else b"")


@pytest.mark.parametrize(
    "stored",
    [
        gzip.compress(CONTENT)[:-9],
        gzip.compress(CONTENT)[:-4] + b"\0\0\0\0",
        gzip.compress(CONTENT) + b"more",
        b"\x1f\x8b\x08\x08" + bytes(6) + b"name" * 1_000_000,
        b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(100),
        zstandard.compress(CONTENT)[:-9] + b"\xff" * 9,
        b"BZh91AY&SY",
        b"\xfd7zXZ\x00",
    ],
)
def test_what_cannot_be_unpacked_is_refused(stored: bytes):
    with pytest.raises(Unreadable):
        taken(stored)


@pytest.mark.parametrize("size", [100, ALONE * 2])
def test_a_layer_longer_than_its_manifest_says_is_refused(size: int):
    with pytest.raises(Unreadable, match="longer"):
        taken(b"x" * (size + CHUNK), size)


def test_a_layer_shorter_than_its_manifest_says_is_refused():
    meter = Meter(USUAL, 10)
    with pytest.raises(Unreadable, match="shorter"):
        Stored(io.BytesIO(b"x"), 10, meter).drained()


def test_what_is_skipped_counts_as_what_is_taken():
    meter = Meter(USUAL, 0)
    archive = Unpacked(Stored(io.BytesIO(CONTENT[:ALONE]), ALONE, meter), meter)
    assert archive.skip(CHUNK + 5)
    assert (archive.position, archive.take(3)) == (CHUNK + 5, CONTENT[CHUNK + 5 : CHUNK + 8])
    assert not archive.skip(ALONE)
