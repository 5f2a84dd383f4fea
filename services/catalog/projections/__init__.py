"""The catalogue's read models: what it must know of others to judge a review, and what a shelf says of a product."""

from services.catalog.projections import reviewing, trust

PROJECTIONS = (*reviewing.PROJECTIONS, trust.projection)
