"""Certification's read models: what the catalogue says of what is sent in, and what became of it."""

from services.certification.projections import acts, catalogue, submissions, vulnerabilities

PROJECTIONS = (
    acts.projection,
    catalogue.projection,
    submissions.projection,
    *vulnerabilities.PROJECTIONS,
)
