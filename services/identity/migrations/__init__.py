"""The steps by which identity's private tables and its key store came to be as they are."""

from pathlib import Path

PRIVATE = Path(__file__).parent / "private"
KEYS = Path(__file__).parent / "keys"
