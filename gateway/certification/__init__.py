"""Certification as publishers, reviewers and customers meet it."""
