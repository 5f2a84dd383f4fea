"""Support's read models."""

from services.support.projections import (
    acts,
    answers,
    breaches,
    catalogue,
    entitlements,
    findings,
    handovers,
    languages,
    people,
    tickets,
)

PROJECTIONS = tuple(
    each.projection
    for each in (acts, answers, breaches, catalogue, entitlements, findings, handovers, languages, people, tickets)
)
