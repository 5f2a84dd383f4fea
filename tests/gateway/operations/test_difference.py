"""What a reviewer is shown of a change."""

from gateway.operations.difference import Piece, items, lines, words


def test_a_line_is_compared_word_by_word() -> None:
    assert words("A small database", "A fast small database") == [
        Piece("same", "A"),
        Piece("new", "fast"),
        Piece("same", "small database"),
    ]


def test_what_is_the_same_has_no_difference() -> None:
    assert lines("one\ntwo", "one\ntwo") == []
    assert words("one two", "one two") == [Piece("same", "one two")]


def test_a_text_is_compared_line_by_line_and_far_lines_are_left_out() -> None:
    before = "\n".join(str(number) for number in range(20))
    found = lines(before, before.replace("10", "ten"))
    assert found[0] == found[-1] == Piece("gap", "")
    assert [piece.text for piece in found if piece.kind == "same"] == ["7", "8", "9", "11", "12", "13"]
    assert [piece for piece in found if piece.kind in ("gone", "new")] == [Piece("gone", "10"), Piece("new", "ten")]


def test_a_list_says_what_left_it_and_what_came() -> None:
    assert items(["a", "b"], ["b", "c"]) == [Piece("gone", "a"), Piece("same", "b"), Piece("new", "c")]


def test_everything_is_new_where_nothing_was() -> None:
    assert lines("", "one\ntwo") == [Piece("new", "one"), Piece("new", "two")]


def test_a_text_made_to_be_slow_is_compared_at_a_stroke() -> None:
    before, now = ["same", *("a" for _ in range(40_000)), "end"], ["same", *("b" for _ in range(40_000)), "end"]
    found = lines("\n".join(before), "\n".join(now))
    assert [found[0], found[-1]] == [Piece("same", "same"), Piece("same", "end")]
    assert len(found) == 80_002
