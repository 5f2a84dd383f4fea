"""The read models of notifications."""

from eventlog.projection import Projection
from services.notifications.projections import acts, announcements, holders, inbox, people, preferences

PROJECTIONS: tuple[Projection, ...] = (
    people.projection,
    holders.projection,
    announcements.projection,
    inbox.projection,
    preferences.projection,
    acts.projection,
)
