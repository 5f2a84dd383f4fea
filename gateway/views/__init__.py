"""The gateway's own read model: what pages, suggestions and pull decisions are answered from, without a call."""

from gateway.views import (
    catalogues,
    compositions,
    gates,
    holders,
    holes,
    judged,
    manifests,
    own_feeds,
    pulls,
    reviews,
    sellers,
    staging,
    trust,
    unread,
    versions,
)

PROJECTIONS = (
    sellers.projection,
    trust.LISTINGS,
    versions.projection,
    compositions.projection,
    staging.projection,
    gates.repositories_projection,
    gates.entitlements_projection,
    holders.projection,
    holders.kept_projection,
    catalogues.projection,
    reviews.projection,
    pulls.projection,
    judged.projection,
    manifests.projection,
    holes.projection,
    unread.projection,
    own_feeds.projection,
)
