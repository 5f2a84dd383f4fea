"""The steps by which the private tables of notifications came to be as they are."""

from pathlib import Path

PRIVATE = Path(__file__).parent / "private"
