"""`chandlery` as it is, but what hides who has an account answers at once: a test asks it thousands of times."""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split

from cli.chandlery.__main__ import chandlery
from services.identity.service import desk

desk.ALIKE = 0.0
chandlery()
