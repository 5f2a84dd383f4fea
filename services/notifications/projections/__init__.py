"""The read models of notifications."""

from eventlog.projection import Projection

PROJECTIONS: tuple[Projection, ...] = ()
