"""The read models of notifications."""

from eventlog.projection import Projection
from services.notifications.projections import holders, people

PROJECTIONS: tuple[Projection, ...] = (
    people.projection,
    holders.projection,
)
