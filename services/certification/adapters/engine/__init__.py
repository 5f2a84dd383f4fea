"""A Docker engine on which images are tried: without network, within limits, and cleared away whatever happens."""

from services.certification.adapters.engine.engine import Engine, engine_at

__all__ = ["Engine", "engine_at"]
