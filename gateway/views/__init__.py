"""The gateway's own read model: what pages, suggestions and pull decisions are answered from, without a call."""

from gateway.views import access, accounts, shelves

PROJECTIONS = (shelves.projection, access.repositories_projection, access.entitlements_projection, accounts.projection)
