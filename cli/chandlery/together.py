"""Worker processes count together, in files of a folder that is gone with them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client looks for it once, when it is imported


@contextmanager
def counting() -> Iterator[None]:
    """What imports prometheus_client is imported inside, and workers are forked there."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="chandlery-metrics-")
    try:
        yield
    finally:
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)
