"""Where each released manifest lies: an image's own digest, and that of each of its platforms."""

from sqlalchemy import Column, String, Table

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.catalog import events

manifests = Table(
    "released_manifests",
    metadata,
    Column("digest", String, primary_key=True),
    Column("repository", String, primary_key=True),
    Column("image", String, nullable=False),  # the digest of the whole
    Column("platform", String, nullable=False),  # empty: of all of them
)
projection = Projection("gateway.manifests", source="catalog", tables=(manifests,))


@projection.on(events.VersionReleased)
def release(rows: Rows, event: events.VersionReleased, recorded: Recorded) -> None:
    here = {"repository": event.repository, "image": event.digest}
    rows.put(manifests, digest=event.digest, platform="", **here)
    for one in event.platforms:
        rows.put(manifests, digest=one.digest, platform=one.platform, **here)
