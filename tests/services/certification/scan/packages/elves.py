"""Programs with nothing in them but the sections that a test wants (ELF, 64 bits, little endian)."""

import struct

HEAD, SECTION, SEGMENT = 64, 64, 56
ADDRESS = 0x400000  # of the file's first byte in memory


def elf(sections: dict[str, bytes], *, table: bool = True) -> bytes:
    """Sections begin at whole multiples of 16 bytes; without a table they are there, and nobody says where."""
    body, places = bytearray(HEAD + SEGMENT), []
    texts = b"\0" + b"\0".join(name.encode() for name in (*sections, ".shstrtab")) + b"\0"
    for name, content in {**sections, ".shstrtab": texts}.items():
        body += b"\0" * (-len(body) % 16)
        places.append((texts.index(b"\0" + name.encode() + b"\0") + 1, len(body), len(content)))
        body += content
    body += b"\0" * (-len(body) % 16 + 4096)
    start = len(body)
    headers = [bytes(SECTION)]
    headers += [
        struct.pack("<IIQQQQIIQQ", name, 1, 2, ADDRESS + at, at, size, 0, 0, 16, 0) for name, at, size in places
    ]
    if table:
        body += b"".join(headers)
    body[HEAD : HEAD + SEGMENT] = struct.pack("<IIQQQQQQ", 1, 6, 0, ADDRESS, ADDRESS, start, start, 4096)
    count = len(headers) if table else 0
    identity = b"\x7fELF\2\1\1".ljust(16, b"\0")
    fields = (2, 62, 1, ADDRESS, HEAD, start if table else 0, 0, HEAD, SEGMENT, 1, SECTION, count, max(0, count - 1))
    body[:HEAD] = identity + struct.pack("<HHIQQQIHHHHHH", *fields)
    return bytes(body)
