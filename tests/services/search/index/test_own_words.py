import logging
from pathlib import Path

import pytest

from services.search.index.own_words import OwnWords, read
from services.search.index.thesaurus import BadThesaurus, Thesaurus, key_of, thesaurus
from services.search.reader import Query, SearchReader
from tests.services.search.shelf import filled


def members(known: Thesaurus, term: str) -> tuple[str, ...]:
    meaning = known.of(key_of(term))
    return meaning.members if meaning else ()


def put(file: Path, text: str) -> None:
    """In place of the old one, as an editor or a deployment does it."""
    beside = file.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def test_without_a_file_the_given_words_count(tmp_path: Path) -> None:
    assert OwnWords(tmp_path / "none.txt").thesaurus() is thesaurus()


def test_a_question_is_answered_by_own_words_as_soon_as_they_are_written(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    filled(tmp_path / "index")
    reader = SearchReader(tmp_path / "index", own_words=own)
    assert not reader.search(Query("zorgblatt")).items
    put(own, "zorgblatt = postgres\n")
    assert reader.search(Query("zorgblatt")).items[0].slug == "library/postgres"
    assert reader.suggest("zorgb")[0].slug == "library/postgres"


def test_words_taken_out_of_the_file_do_not_count_any_more(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    put(own, "zorgblatt = postgres\n")
    words = OwnWords(own)
    assert words.thesaurus().of(("zorgblatt",))
    own.unlink()
    assert not words.thesaurus().of(("zorgblatt",))


def test_own_members_of_a_kind_come_before_the_given_ones(tmp_path: Path) -> None:
    put(tmp_path / "own.txt", "relational database: ourdb\n")
    assert members(read(tmp_path / "own.txt"), "relational database")[:2] == ("ourdb", "postgres")


def test_a_broken_file_keeps_the_last_good_one_and_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    own = tmp_path / "own.txt"
    put(own, "ourdb = warehouse nine\n")
    words = OwnWords(own)
    good = words.thesaurus()
    put(own, "# ours\nourdb\n")
    with caplog.at_level(logging.WARNING):
        assert words.thesaurus() is good
        assert words.thesaurus() is good
    assert [record.message for record in caplog.records if "line 2" in record.message and "a = b" in record.message]
    assert len(caplog.records) == 1  # once a change, not once a question


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (b"a = b\nlonely\n", "line 2: .*write `a = b`"),
        (b"\na = \n", "line 2: .*take the sign away"),
        (b"kind: a = b\n", "line 1: .*write two lines"),
        (b"a = b\n\xff\xfe\n", "line 2: is not UTF-8"),
        (b"a = " + b"b " * 20, "line 1: .*more than 8 words"),
        (b"a = b\n" * 200_000, "more than 1,000,000 bytes"),
    ],
)
def test_what_is_wrong_is_told_by_its_line_and_what_to_do(tmp_path: Path, told: bytes, says: str) -> None:
    (tmp_path / "own.txt").write_bytes(told)
    with pytest.raises(BadThesaurus, match=says):
        read(tmp_path / "own.txt")


def test_every_wrong_line_is_told_at_once(tmp_path: Path) -> None:
    put(tmp_path / "own.txt", "one\ntwo\nthree = 3\nfour\n")
    with pytest.raises(BadThesaurus) as bad:
        read(tmp_path / "own.txt")
    assert [line.partition(":")[0] for line in bad.value.lines] == ["line 1", "line 2", "line 4"]
