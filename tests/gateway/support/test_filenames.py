"""What a file may be called and be."""

import pytest

from eventlog.refusal import Invalid
from gateway.support.filenames import LONGEST, media_type, must_be, safe_name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("db.log", "db.log"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\ada\trace.txt", "trace.txt"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("invoice\u202egpj.txt", "invoicegpj.txt"),
        ("  two   words .txt ", "two words .txt"),
        ("Zu\u0308rich.txt", "Zürich.txt"),
        (".env", "env"),
    ],
)
def test_a_name_is_kept_without_what_would_mislead(told: str, kept: str) -> None:
    assert safe_name(told) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe_name("x" * 500 + ".log")
    assert (len(kept), kept[-4:]) == (LONGEST, ".log")


@pytest.mark.parametrize("told", ["", "///", "..", "\u200b"])
def test_a_file_without_a_name_is_refused(told: str) -> None:
    with pytest.raises(Invalid, match="attachment-name-missing"):
        safe_name(told)


@pytest.mark.parametrize("name", ["page.html", "page.svg", "setup.exe", "macro.docm", "noending"])
def test_other_kinds_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="attachment-type"):
        media_type(name)


@pytest.mark.parametrize(
    ("name", "head"),
    [("notes.txt", b"MZ\x90\x00"), ("notes.log", b"\x7fELF\x02"), ("shot.png", b"<html><b"), ("a.pdf", b"GIF89a..")],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, head: bytes) -> None:
    with pytest.raises(Invalid, match="attachment-type"):
        must_be(name, head)


@pytest.mark.parametrize("name", ["core", "heap.dump"])
def test_the_memory_of_a_program_may_begin_as_programs_do(name: str) -> None:
    must_be(name, b"\x7fELF\x02")
