"""The read models of notifications."""

from eventlog.projection import Projection
from services.notifications.projections import (
    acts,
    announcements,
    bought,
    catalogue,
    examined,
    holders,
    inbox,
    people,
    preferences,
    published,
    releases,
    tickets,
    webhooks,
)

PROJECTIONS: tuple[Projection, ...] = (
    people.projection,
    holders.projection,
    catalogue.projection,
    releases.projection,
    bought.projection,
    examined.projection,
    tickets.projection,
    announcements.projection,
    inbox.projection,
    preferences.projection,
    acts.projection,
    webhooks.projection,
    published.projection,
)
