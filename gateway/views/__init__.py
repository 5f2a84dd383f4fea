"""The gateway's own read model: what pages, suggestions and pull decisions are answered from, without a call."""

from gateway.views import gates, holders, pulls, reviews, sellers, shelves, staging, versions

PROJECTIONS = (
    sellers.projection,
    shelves.projection,
    versions.projection,
    staging.projection,
    gates.repositories_projection,
    gates.entitlements_projection,
    holders.projection,
    holders.kept_projection,
    reviews.projection,
    pulls.projection,
)
