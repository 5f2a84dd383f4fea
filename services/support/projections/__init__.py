"""Support's read models."""

from eventlog.projection import Projection

PROJECTIONS: tuple[Projection, ...] = ()
