"""The steps by which certification's private tables came to be as they are."""

from pathlib import Path

PRIVATE = Path(__file__).parent / "private"
