"""What publishers have accepted stays what it says, whatever is done to where it stands."""

from hashlib import sha256

from vocabulary.agreement import written


def test_its_text_is_the_one_that_publishers_have_accepted() -> None:
    """Another text is another agreement: it needs another version, and each publisher's word again."""
    begun = "# Publishing in this store\n\n1. Offer only what you made yourself"
    assert written().startswith(begun)
    assert sha256(written().encode()).hexdigest() == "1e2e3fb661f9891172424bce497259a7c2f9f17affb2d4d2356846a3865efafc"


def test_it_is_told_in_other_words_clause_by_clause() -> None:
    assert written(lambda clause: clause[:5]).splitlines()[:3] == ["# Publi", "", "1. Offer"]
