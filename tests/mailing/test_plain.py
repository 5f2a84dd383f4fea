"""Lines that flow over one another are joined, however many there are."""

from mailing.plain import unflowed


def test_forty_thousand_lines_that_flow_are_one() -> None:
    assert unflowed("a line of words that goes on \n" * 40_000, delsp=False).count("goes on") == 40_000
