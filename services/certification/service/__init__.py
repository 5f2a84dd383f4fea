"""Certification as a service."""
