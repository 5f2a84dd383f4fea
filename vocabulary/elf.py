"""A program without a compiler: a static ELF file for Linux that prints a text and ends (System V gABI, chapter 4)."""

import struct

BASE = 0x400000
HEADERS = 64 + 56  # one file header, one program header
MACHINES = {"amd64": 62, "arm64": 183}


def program(architecture: str, text: str) -> bytes:
    """The file's bytes; `architecture` as Go and OCI name it. Raises KeyError for one that is not known."""
    message = text.encode()
    code = {"amd64": _amd64, "arm64": _arm64}[architecture](len(message))
    size = HEADERS + len(code) + len(message)
    return _file_header(MACHINES[architecture]) + _program_header(size) + code + message


def _file_header(machine: int) -> bytes:
    ident = b"\x7fELF" + bytes([2, 1, 1, 0]) + bytes(8)  # 64 bits, little-endian, version 1, System V
    return ident + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, BASE + HEADERS, 64, 0, 0, 64, 56, 1, 64, 0, 0)


def _program_header(size: int) -> bytes:
    readable_and_executable = 5
    return struct.pack("<IIQQQQQQ", 1, readable_and_executable, 0, BASE, BASE, size, size, 0x1000)


def _amd64(length: int) -> bytes:
    write = b"\xb8\x01\x00\x00\x00" + b"\xbf\x01\x00\x00\x00"  # mov eax, 1 (write); mov edi, 1 (standard output)
    count = b"\xba" + struct.pack("<I", length)  # mov edx, length
    leave = b"\xb8\x3c\x00\x00\x00" + b"\x31\xff" + b"\x0f\x05"  # mov eax, 60 (exit); xor edi, edi; syscall
    call = b"\x0f\x05"
    address = b"\x48\x8d\x35" + struct.pack(
        "<i", len(count + call + leave)
    )  # lea rsi, [rip + what is left of the code]
    return write + address + count + call + leave


def _arm64(length: int) -> bytes:
    instructions = [
        _movz(0, 1),  # standard output
        _adr(1, 7 * 4),  # the text, seven instructions on
        _movz(2, length),
        _movz(8, 64),  # write
        0xD4000001,  # svc 0
        _movz(0, 0),
        _movz(8, 93),  # exit
        0xD4000001,
    ]
    return struct.pack(f"<{len(instructions)}I", *instructions)


def _movz(register: int, value: int) -> int:
    if value > 0xFFFF:
        raise ValueError(f"a text of {value} bytes is too long: at most 65,535")
    return 0xD2800000 | value << 5 | register


def _adr(register: int, distance: int) -> int:
    return 0x10000000 | (distance & 3) << 29 | (distance >> 2) << 5 | register
