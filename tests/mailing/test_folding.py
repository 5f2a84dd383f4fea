"""What is quoted is folded away, and what somebody wrote themselves never is."""

import pytest

from mailing.folding import Folded, fold, unfolded

TOLD = "On Wed, 20 Dec 2023 at 13:37, Support <support@store.example>\nwrote:\n\n> Try this.\n> Please"
FOLDED = {
    "gmail": f"It works now.\n\n    as code\n\n{TOLD}\n",
    "german": "Danke.\n\nAm Mi., 20. Dez. 2023 um 13:37 Uhr schrieb Support <\nsupport@store.example>:\n\n> Bitte\n",
    "thunderbird": "Yes\n\nAm 20.12.23 um 13:37 schrieb Support:\n> Versuchen Sie\n",
    "outlook": "Thanks.\n\nFrom: Support <s@x.example>\nSent: Wednesday\nTo: Ada\nSubject: RE: T-5\n\nTry this.\n",
    "outlook in german": "Danke.\n\n________________________________\nVon: S <s@x.example>\nGesendet: Mittwoch\n"
    "An: Ada\nBetreff: AW: T-5\n\nBitte\n",
    "forwarded": "See below.\n\n-----Original Message-----\nFrom: x\nTo: y\nSubject: z\n\nTry\n",
}


@pytest.mark.parametrize("text", FOLDED.values(), ids=FOLDED.keys())
def test_what_stands_beneath_an_answer_is_folded_away(text: str) -> None:
    folded = fold(text)
    assert folded.shown == text.partition("\n\n")[0] + ("\n\n    as code" if "as code" in text else "")
    assert folded.quoted


def test_an_answer_beneath_the_quotation_is_shown_and_the_quotation_folded() -> None:
    assert fold(f"{TOLD}\n\nNo, it still fails.\n") == Folded("No, it still fails.", TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "On Wed, 20 Dec 2023, Support wrote:\n> Which version?\n\n1.2.3\n\n> Which platform?\n\narm64",
        "Dear support\n\nOn Wed, 20 Dec 2023, Support wrote:\n> Which version?\n\n1.2.3",
        "It prints\n> error\n> error\n> error\nand ends",
        "From: registry:5000\nerror: none",
        TOLD,
    ],
)
def test_what_was_written_between_the_lines_is_shown_with_them(text: str) -> None:
    assert fold(text) == Folded(text, "")


@pytest.mark.parametrize("text", FOLDED.values(), ids=FOLDED.keys())
def test_a_kept_text_is_unfolded_as_it_was_folded(text: str) -> None:
    folded = fold(text)
    assert unfolded(folded.whole()) == folded


def test_a_text_that_ends_in_a_quotation_without_an_empty_line_is_shown_as_it_is() -> None:
    assert unfolded("It prints\n> error") == Folded("It prints\n> error", "")


def test_a_long_letter_of_quotations_is_folded_quickly() -> None:
    assert fold("Yes\n\n" + "> x\n" * 100_000).shown.startswith("Yes")


@pytest.mark.parametrize("line", ["From: x", "2020/1/1 " + " <@" * 50])
def test_a_long_letter_of_what_looks_like_a_quotation_is_shown_as_quickly(line: str) -> None:
    text = "\n".join([line] * 10_000)
    assert fold(text) == Folded(text, "")


def test_a_long_line_leaves_what_stands_beneath_it_folded() -> None:
    assert fold(f"{'word ' * 1000}\n\n{TOLD}") == Folded(("word " * 1000).rstrip(), TOLD)
