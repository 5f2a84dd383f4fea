"""Text of a letter made plain: bytes in whatever charset they claim, lines that flow, and what no text may hold."""

import re

ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8"}
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
SIGNATURE = "-- "


def decoded(content: bytes, charset: str) -> str:
    """In the charset that is named where that is right, else in UTF-8 or in what Windows writes; never an error."""
    for each in (ALIASES.get(charset.lower(), charset), "utf-8"):
        try:
            return content.decode(each)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def cleaned(text: str) -> str:
    """Lines end in a line feed; no control characters, none that turn the direction of what follows them."""
    return NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unflowed(text: str, *, delsp: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same depth."""
    lines: list[tuple[str, list[str]]] = []  # the quotation's marks, and the words in pieces
    open_ = False
    for line in text.split("\n"):
        words = line.lstrip(">")
        marks = line[: len(line) - len(words)]
        words = words.removeprefix(" ")
        goes_on = words.endswith(" ") and words != SIGNATURE
        piece = words[:-1] if goes_on and delsp else words
        if open_ and lines[-1][0] == marks and words != SIGNATURE:
            lines[-1][1].append(piece)
        else:
            lines.append((marks, [piece]))
        open_ = goes_on
    whole = [(marks, "".join(pieces)) for marks, pieces in lines]
    return "\n".join(f"{marks} {words}" if marks else words for marks, words in whole)
