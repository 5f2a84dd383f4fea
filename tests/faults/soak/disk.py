"""A small disk that can be full: a file system in memory whose size is what it holds."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOM = "8g"
LEFT = 128 * 1024  # bytes that a full disk still takes


class Disk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nothing more can be written while the block lasts."""
        room = os.statvfs(self.folder)
        self._resize(str((room.f_blocks - room.f_bfree) * room.f_frsize + LEFT))
        try:
            yield
        finally:
            self._resize(ROOM)

    def _resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.folder], check=True)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """Raises OSError where no file system may be mounted: that takes root's rights."""
    folder.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=755", "tmpfs", folder], check=False).returncode:
        raise OSError(f"no file system may be mounted at {folder}")
    try:
        yield Disk(folder)
    finally:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "-l", folder], check=True)
