"""Archives are read file by file, and damage in one file costs that file alone."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from services.certification.scan.zipped import Damaged, members, read

FILES = {"one.json": b'{"id": 1}' * 200, "folder/two.json": b"", "three.json": bytes(range(256)) * 4}
MOST = 10**6


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as told:
        told.comment = comment
        for name, content in files.items():
            told.writestr(name, content)
    return made


def _contents(file: io.BytesIO) -> dict[str, bytes]:
    return {member.name: read(file, member, MOST) for member in members(file)}


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_come_out_as_they_went_in(compression: int) -> None:
    assert _contents(archive(FILES, compression, comment=b"PK made by hand")) == FILES


def test_a_directory_of_more_files_than_sixteen_bits_count_is_walked_whole() -> None:
    file = archive({f"{number}.json": b"{}" for number in range(70_000)}, zipfile.ZIP_STORED)
    assert sum(1 for _ in members(file)) == 70_000


def test_an_archive_that_was_written_without_going_back_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    made = Pipe()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as told:
        told.writestr("one.json", FILES["one.json"])
    assert _contents(io.BytesIO(made.getvalue())) == {"one.json": FILES["one.json"]}


def _bent(change: Callable[[bytearray], None]) -> io.BytesIO:
    content = bytearray(archive(FILES).getvalue())
    change(content)
    return io.BytesIO(content)


def _cut(content: bytearray) -> None:
    del content[len(content) // 2 :]


def _emptied(content: bytearray) -> None:
    content.clear()


@pytest.mark.parametrize("change", [_cut, _emptied])
def test_an_archive_without_its_end_is_told_as_such(change: Callable[[bytearray], None]) -> None:
    with pytest.raises(Damaged, match="end is missing"):
        list(members(_bent(change)))


def test_a_file_whose_content_was_changed_is_told_as_damaged() -> None:
    content = bytearray(archive(FILES, zipfile.ZIP_STORED).getvalue())
    content[content.index(b'{"id": 1}')] ^= 1
    file = io.BytesIO(content)
    first, *rest = members(file)
    with pytest.raises(Damaged, match="content is damaged"):
        read(file, first, MOST)
    assert [read(file, member, MOST) for member in rest] == [b"", FILES["three.json"]]


def test_a_bomb_is_not_unpacked() -> None:
    file = archive({"bomb.json": bytes(5_000_000)})
    with pytest.raises(Damaged, match="larger than"):
        read(file, next(members(file)), MOST)


def test_a_bomb_that_lies_about_its_size_is_unpacked_no_further_than_it_says() -> None:
    content = (
        archive({"bomb.json": bytes(5_000_000)}).getvalue().replace((5_000_000).to_bytes(4, "little"), b"\x10\0\0\0")
    )
    file = io.BytesIO(content)
    with pytest.raises(Damaged, match="content is damaged"):
        read(file, next(members(file)), MOST)


def test_whatever_the_bytes_are_it_reads_or_says_that_they_are_damaged() -> None:
    chance = random.Random(42)
    whole = archive({"a.json": b"{}" * 20, "b.json": b"[]"}, comment=b"PK\5\6").getvalue()
    for _ in range(20_000):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.choice((0, 1, 255, chance.randrange(256)))
        del content[chance.choice((len(content), chance.randrange(len(content)))) :]
        file = io.BytesIO(content)
        try:
            for number, member in enumerate(members(file)):
                if number == 20:
                    break
                read(file, member, MOST)
        except Damaged:
            continue
