"""Billing's read models, in the order of the ways that money takes."""

from services.billing.projections import (
    credit,
    deals,
    entitlements,
    invoices,
    keys,
    ledger,
    licences,
    listings,
    orders,
    payees,
    pulls,
    sales,
    seats,
    subscriptions,
)

PROJECTIONS = (
    entitlements.projection,
    subscriptions.projection,
    invoices.projection,
    ledger.projection,
    sales.projection,
    pulls.projection,
    payees.projection,
    licences.projection,
    listings.projection,
    orders.projection,
    deals.projection,
    seats.projection,
    keys.projection,
    credit.projection,
)
