"""What a letter quotes is folded away where people read a ticket."""

from flask import render_template_string

from tests.gateway.counter import Counter

SHOWN = "{% import 'support/marks.html' as marks with context %}{{ marks.paragraphs(text) }}"


def test_what_a_letter_quotes_is_folded_away_and_nothing_of_it_is_lost(counter: Counter) -> None:
    with counter.app().test_request_context():
        page = render_template_string(SHOWN, text="It is 2.1.\n\nIt fails.\n\n> <b>Which</b>?\n> Sam")
    above, _, folded = page.partition("<details>")
    assert above == '<p class="said">It is 2.1.</p><p class="said">It fails.</p>'
    assert "&lt;b&gt;Which&lt;/b&gt;?\nSam" in folded
