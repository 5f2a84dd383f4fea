"""HTML that TSANet shows notes in, as plain text: what was markup is gone, what was said is kept."""

import html
import re

import nh3

MARKUP = re.compile(
    r"</?(p|br|div|span|ul|ol|li|a|b|i|u|s|em|strong|script|style|img|svg|table|tr|td|th|h[1-6]|pre|code|hr|blockquote"
    r"|iframe|form|input|body|html)\b|&(lt|gt|amp|quot|nbsp|apos|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)
LINE_ENDS = re.compile(r"<br\s*/?>|</(p|div|li|tr|h[1-6]|pre|blockquote)\s*>", re.IGNORECASE)
BLANKS = re.compile(r"\n{3,}")
UNSEEN = {  # a terminal's and a bidirectional text's commands, and what has no width
    **dict.fromkeys(code for code in (*range(32), 127, *range(0x80, 0xA0)) if chr(code) not in "\n\t"),
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)),
}


def plain(text: str | None) -> str:
    """Text that needs escaping wherever it is shown, as all text does. Without markup it stays as it is.

    What is escaped in it is somebody's text about markup, and is kept as such.
    """
    if not text:
        return ""
    if MARKUP.search(text):
        broken = LINE_ENDS.sub("\n", text)
        text = html.unescape(nh3.clean(broken, tags=set(), attributes={})).replace("\xa0", " ")
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return BLANKS.sub("\n\n", "\n".join(lines)).translate(UNSEEN).strip()
