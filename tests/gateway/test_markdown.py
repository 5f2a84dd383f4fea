"""Publishers' Markdown: whatever it says, nothing runs, loads or leads into our own pages."""

import itertools
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.markdown import TAGS, parted, rendered

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "official-images"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>a</a>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src='https://evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "<p onclick='alert(1)' style='position:fixed'>a</p>",
        "<form action='/account/tokens'><input name=label></form>",
        "<base href='https://evil.example/'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "`<script>alert(1)</script>`",
        "```\n</code></pre><script>alert(1)</script>\n```",
    ],
)
def test_nothing_of_a_publishers_runs(text: str) -> None:
    html = rendered(text)
    tags = set(re.findall(r"<\s*([a-z0-9]+)", html))
    assert tags.isdisjoint({"script", "img", "iframe", "style", "form", "input", "base", "svg", "math"})
    assert not re.search(r"<[^>]*\s(on\w+|style)\s*=|href=.?(javascript|data):", html, re.IGNORECASE)


# What may stand in what comes out; everything else of a publisher's HTML is gone, whatever it was woven into.
ALLOWED = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "div": {"tabindex", "role", "aria-label", "class"},
    "pre": {"class"},
}
SCRAPS = (
    *("<script>", "</script>", "<img src=x onerror=a>", "![a](http://e.example/p.png)", "![a][r]", "<svg>", "<math>"),
    *("\n\n[r]: http://e.example/p.png\n\n", "[a](javascript:x)", "[a](data:text/html,x)", "<http://e.example>"),
    *("<javascript:x>", "<a href=//e>", "<a href=/x>", "<a href=http://a id=x class=term onclick=a target=_top>"),
    *("<style>", "</style>", "<iframe src=x>", "<form action=/x>", "<input>", "<base href=x>", "<textarea>", "<title>"),
    *("<link rel=stylesheet href=x>", "<meta http-equiv=refresh>", "<object data=x>", "<video src=x poster=y>"),
    *("<picture><source srcset=x>", "<table background=x>", "<pre class='term nav'>", "<p id=main>", "<!DOCTYPE"),
    *(
        "<div class='tablebox btn' id=main style='background:url(x)' tabindex=5 role=button>",
        "<noscript>",
        "<template>",
    ),
    *(
        "<details open>",
        "<summary>",
        "<xmp>",
        "<plaintext>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x",
        "?>",
        "<!DOCTYPE",
    ),
    *("`", "```", "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "|a|b|\n|-|-|\n", "**", "*", "~~", "\\", "&lt;", "\t"),
    *("&#x3c;script&#x3e;", "&colon;", "&NewLine;", "\u202e", "\u2066", "\0", "[", "]", "(", ")", "<", ">", '"', "'"),
    *(
        "<p",
        "<a ",
        "<a\n",
        "http://e.example",
        "b",
        "é",
        "</a>",
        "</p>",
        "</div>",
        "</td></tr></table>",
        "<mtext>",
        "<mglyph>",
    ),
)


class Seen(HTMLParser):
    """The tags of a text as a browser reads them, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=6)), max_size=30).map("".join))
def test_whatever_is_woven_together_nothing_of_a_publishers_runs_loads_or_looks_like_ours(text: str) -> None:
    for tag, attributes in Seen(rendered(text)).tags:
        assert tag in TAGS
        assert set(attributes) <= ALLOWED.get(tag, set())
        assert attributes.get("class", "") in ("", "term", "tablebox")
        if "href" in attributes:
            assert re.match(r"(?i)(https?|mailto):", attributes["href"] or "")
            assert attributes["rel"] == "nofollow noopener"


def test_a_command_reads_as_it_is_copied() -> None:
    """Without the characters that turn the direction of what follows."""
    assert rendered("`docker pull \u202eevil\u2066/db`") == "<p><code>docker pull evil/db</code></p>\n"


def test_others_are_answered_while_a_long_text_is_drawn() -> None:
    """In a process where threads are green, as in the store."""
    program = """if True:
        import eventlet; eventlet.monkey_patch()
        from gateway.markdown import rendered
        steps = []
        def others():
            while True:
                steps.append(1); eventlet.sleep(0.005)
        eventlet.spawn(others); eventlet.sleep(0); rendered("[" * 100_000); print(len(steps))
    """
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) > 5


def test_a_picture_of_another_host_becomes_its_words() -> None:
    assert rendered("![A chart](https://evil.example/pixel.png)") == "<p>A chart</p>\n"


def test_links_lead_out_without_our_name_and_never_into_our_pages() -> None:
    assert 'href="https://a.example" rel="nofollow noopener"' in rendered("[a](https://a.example)")
    assert "href" not in rendered("[a](/sign-out)")
    assert "href" not in rendered("[a](//evil.example)")


def test_headings_stand_below_the_pages_own_without_gaps() -> None:
    html = rendered("# One\n\n#### Four\n\n## Two")
    assert re.findall(r"<h(\d)>", html) == ["3", "4", "4"]


def test_a_table_scrolls_in_a_box_that_has_a_name() -> None:
    html = rendered("| a | b |\n|---|---|\n| 1 | 2 |", table="Settings")
    assert html.startswith('<div class="tablebox" tabindex="0" role="group" aria-label="Settings"><table>')


def test_code_keeps_its_text() -> None:
    assert rendered("```console\n$ docker run <x> & y\n```") == (
        '<pre class="term"><code>$ docker run &lt;x&gt; &amp; y</code></pre>'
    )


def test_a_long_description_is_parted_before_a_heading_and_loses_nothing() -> None:
    text = "# One\n\n" + "Words. " * 200 + "\n\n## Two\n\n" + "More. " * 200
    excerpt, rest = parted(text)
    assert rest.startswith("<h4>Two</h4>")
    assert excerpt + rest == rendered(text)


def test_a_short_description_stays_whole() -> None:
    assert parted("# One\n\nA word.\n\n## Two\n\nAnother.")[1] == ""


@pytest.mark.real_data
def test_every_official_description_keeps_its_headings_in_order() -> None:
    if not OFFICIAL.is_dir():
        pytest.skip("no ../shared/data/official-images")
    for path in OFFICIAL.glob("*/content.md"):
        levels = [int(level) for level in re.findall(r"<h(\d)>", rendered(path.read_text()))]
        assert all(after <= before + 1 for before, after in itertools.pairwise([2, *levels])), path


def test_a_text_of_headings_alone_is_drawn_in_no_time() -> None:
    began = time.process_time()
    assert rendered("# a\n" * 25_000).endswith("<h3>a</h3>\n")
    assert time.process_time() - began < 6


def test_a_text_that_refers_to_one_long_address_does_not_grow_without_end() -> None:
    text = f"[a]: http://a.example/{'x' * 50_000}\n\n" + "[a] " * 10_000
    html = rendered(text)
    assert html.startswith('<p><a href="http://a.example/xxx')
    assert len(html) < 1_000_000
