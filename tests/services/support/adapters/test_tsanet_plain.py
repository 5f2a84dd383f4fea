"""Notes come as HTML: what was said stays, what could do something is gone."""

import pytest

from services.support.adapters.tsanet.plain import plain

SAID = {
    "<p>One</p><p>Two<br/>three</p>": "One\nTwo\nthree",
    "<p>Hello<script>alert(1)</script> <img src=x onerror=alert(1)>there</p>": "Hello there",
    "<a href='javascript:alert(1)'>the log</a>": "the log",
    "<p>a &lt;b&gt; tag &amp; an &amp;amp;</p>": "a <b> tag & an &amp;",
    "<style>p{}</style><p>x</p>": "x",
    "<none>:<none> and a < b": "<none>:<none> and a < b",
    "one\r\ntwo\n\n\n\nthree  ": "one\ntwo\n\nthree",
    "red\x1b[31m \u202etxt.exe\u200b": "red[31m txt.exe",
    "": "",
}


@pytest.mark.parametrize("html", SAID)
def test_html_is_read_as_plain_text(html: str) -> None:
    assert plain(html) == SAID[html]


def test_a_name_that_is_not_given_is_no_text() -> None:
    assert plain(None) == ""
