"""The made program is one that Linux really runs."""

import platform
import subprocess
from pathlib import Path

import pytest

from vocabulary import elf

HERE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.mark.skipif(not HERE, reason="this machine is neither amd64 nor arm64")
def test_the_program_prints_its_text_and_ends_well(tmp_path: Path) -> None:
    program = tmp_path / "hello"
    program.write_bytes(elf.program(HERE, "Tidewater DB 4.2.1\nfrom the store\n"))
    program.chmod(0o755)
    ran = subprocess.run([program], capture_output=True, text=True, timeout=180, check=False)
    assert (ran.returncode, ran.stdout) == (0, "Tidewater DB 4.2.1\nfrom the store\n")


@pytest.mark.parametrize(("architecture", "machine"), [("amd64", 0x3E), ("arm64", 0xB7)])
def test_the_file_names_its_machine(architecture: str, machine: int) -> None:
    made = elf.program(architecture, "hello\n")
    assert made[:4] == b"\x7fELF"
    assert int.from_bytes(made[18:20], "little") == machine
    assert made.endswith(b"hello\n")


def test_a_machine_that_is_not_known_is_refused() -> None:
    with pytest.raises(KeyError):
        elf.program("vax", "hello\n")
