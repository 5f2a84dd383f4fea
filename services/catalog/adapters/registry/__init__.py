"""The store's own registry (distribution 2.8 or 3): what was pushed is read, and released without moving a byte."""

from services.catalog.adapters.registry.distribution import Distribution, distribution_of

__all__ = ["Distribution", "distribution_of"]
