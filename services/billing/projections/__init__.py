"""Billing's read models, in the order of the ways that money takes."""

from services.billing.projections import entitlements

PROJECTIONS = (entitlements.projection,)
