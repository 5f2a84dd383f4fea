"""Journeys over the store as processes of its own."""
