"""Letters of HTML alone say as text what they said."""

from mailing.folding import fold
from mailing.html import text_of


def test_paragraphs_lines_and_lists_stay_apart() -> None:
    told = text_of("<p>Hello&nbsp;<b>you</b>,<br>again</p><ul><li>one<li>two</ul><div>bye</div>")
    assert told == "Hello you,\nagain\n\n- one\n- two\n\nbye"


def test_code_keeps_its_indentation() -> None:
    assert text_of("<pre>if x:\n    y()\n\nz</pre>") == "if x:\n    y()\n\nz"


def test_a_link_tells_where_it_leads_unless_its_words_do() -> None:
    told = text_of('<a href="https://x.example/a">here</a> <a href="https://y.example">https://y.example/</a>')
    assert told == "here <https://x.example/a> https://y.example/"


def test_what_nobody_sees_is_left_out() -> None:
    assert text_of("<title>t</title><style>p{}</style><script>alert(1)</script><p>seen</p><!-- c -->") == "seen"


def test_what_html_quotes_is_marked_and_so_folded() -> None:
    told = "<p>Works</p>On Wed, 20 Dec 2023, Support &lt;s@x.example&gt; wrote:<blockquote><p>Try</p></blockquote>"
    assert fold(text_of(told)).shown == "Works"


def test_html_that_nothing_closes_is_read_all_the_same() -> None:
    assert text_of("<div>" * 3000 + "<b><i>deep") == "deep"


def test_html_that_lies_deep_in_quotations_stays_short() -> None:
    read = text_of("<blockquote>" * 10_000 + "<p>deep</p>" * 10_000)
    assert read.startswith(">" * 20 + " deep")
    assert len(read) < 600_000


def test_a_long_line_of_html_is_read_to_its_end() -> None:
    assert text_of("word <b>word</b> " * 10_000).count("word") == 20_000
