"""The steps by which the catalogue's private tables came to be as they are."""

from pathlib import Path

PRIVATE = Path(__file__).parent / "private"
