"""Archives are read as Python's own library reads them, and as engines do where the two differ."""

import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.certification.ports import Unreadable
from services.certification.scan.layers import Meter, Stored, Unpacked
from services.certification.scan.limits import USUAL
from services.certification.scan.tar import Header, members

NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=300).filter(
    lambda name: name.strip("/") and len(name.encode()) < 4000
)
KINDS = {
    tarfile.REGTYPE: "file",
    tarfile.DIRTYPE: "folder",
    tarfile.SYMTYPE: "link",
    tarfile.LNKTYPE: "hard",
    tarfile.CHRTYPE: "device",
    tarfile.FIFOTYPE: "fifo",
}
MEMBERS = st.lists(
    st.tuples(NAMES, st.sampled_from(list(KINDS)), st.binary(max_size=1200), st.integers(0, 2**40)), max_size=5
)


def archived(format_: int, told: list[tuple[str, bytes, bytes, int]]) -> tuple[bytes, list[tuple[object, ...]]]:
    written, expected = io.BytesIO(), []
    with tarfile.open(fileobj=written, mode="w", format=format_) as archive:
        for name, kind, content, owner in told:
            member = tarfile.TarInfo(name)
            member.type, member.uid, member.mode = kind, owner, owner & 0o7777
            member.linkname = name[::-1] if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            held = content if kind == tarfile.REGTYPE else b""
            member.size = len(held)
            archive.addfile(member, io.BytesIO(held))
            named = name.rstrip("/") if kind == tarfile.DIRTYPE else name
            expected.append((named, kind, held, owner, member.linkname))
    return written.getvalue(), expected


def opened(content: bytes) -> Unpacked:
    meter = Meter(USUAL, len(content))
    return Unpacked(Stored(io.BytesIO(content), len(content), meter), meter)


def read(content: bytes) -> list[tuple[Header, bytes]]:
    archive = opened(content)
    return [(header, archive.take(header.size)) for header in members(archive)]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]), MEMBERS)
def test_what_was_archived_is_read_again(format_: int, told: list[tuple[str, bytes, bytes, int]]):
    content, expected = archived(format_, told)
    found = read(content)
    assert len(found) == len(expected)
    for (header, content), (name, kind, written, owner, target) in zip(found, expected, strict=True):
        wanted = "folder" if kind == tarfile.REGTYPE and str(name).endswith("/") else KINDS[kind]
        assert (header.kind, header.uid, header.mode) == (wanted, owner, owner & 0o7777)
        assert (header.name.rstrip("/"), content, header.target) == (str(name).rstrip("/"), written, target)


def test_what_is_left_of_a_file_is_passed_over():
    content, _ = archived(tarfile.PAX_FORMAT, [("a", tarfile.REGTYPE, b"x" * 5000, 0), ("b", tarfile.REGTYPE, b"y", 0)])
    archive = opened(content)
    found = [(header.name, archive.take(min(header.size, 3))) for header in members(archive)]
    assert found == [("a", b"xxx"), ("b", b"y")]


def test_bytes_that_are_no_text_stay_apart():
    content, _ = archived(tarfile.GNU_FORMAT, [("a_", tarfile.REGTYPE, b"", 0), ("b_", tarfile.REGTYPE, b"", 0)])
    content = signed(content.replace(b"a_", b"a\xff").replace(b"b_", b"a\xfe"))
    assert [header.name for header, _ in read(content)] == ["a\\xff", "a\\xfe"]


def signed(content: bytes) -> bytes:
    """With the checksums that its headers should have."""
    blocks = [bytearray(content[at : at + 512]) for at in range(0, len(content), 512)]
    for block in blocks:
        if block[257:262] == b"ustar":
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
    return b"".join(blocks)


def changed(at: int, to: bytes) -> bytes:
    content = bytearray(archived(tarfile.USTAR_FORMAT, [("a", tarfile.REGTYPE, b"x", 0)])[0])
    content[at : at + len(to)] = to
    return signed(bytes(content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (changed(124, b"-0000000001\0"), "a number"),
        (changed(124, b"00000000019\0"), "a number"),
        (changed(124, b"\xff" * 12), "negative"),
        (changed(124, b"77777777777\0"), "ends within"),
        (changed(156, b"S"), "sparse"),
        (changed(156, b"L"), "long name|records"),
        (changed(156, b"x"), "records"),
        (changed(124, b"00010000000\0") + changed(156, b"L"), "ends within"),
        (changed(0, b"b")[:700], "ends within"),
        (b"x" * 512, "checksum|a number"),
        (b"x" * 100, "ends within a header"),
    ],
)
def test_what_engines_do_not_unpack_is_refused(content: bytes, why: str):
    with pytest.raises(Unreadable, match=why):
        read(content)


def test_a_long_name_follows_a_long_name_without_end_and_without_harm():
    named = bytearray(changed(156, b"L"))[:1024]
    with pytest.raises(Unreadable, match="without an entry"):
        read(bytes(named) * 5000)
