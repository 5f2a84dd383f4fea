"""The tables of a service's log, as they are now and as they came to be."""

from pathlib import Path

from eventlog import tables
from eventlog.migrations import Migrations

LOG = Migrations("eventlog", Path(__file__).parent / "steps", tables.metadata, tables.sequencing)
