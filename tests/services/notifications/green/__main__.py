"""Runs this folder's tests under eventlet: `python -m tests.services.notifications.green`."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
import eventlet  # noqa: E402

eventlet.monkey_patch()

import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

FOLDER = str(Path(__file__).parent)

if __name__ == "__main__":
    sys.exit(pytest.main([FOLDER, "-o", "python_files=green_*.py", "-p", "no:cacheprovider", *sys.argv[1:]]))
