"""Journeys over the store in containers, as docker-compose.yml starts it."""
