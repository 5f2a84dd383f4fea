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
    looks,
    people,
    tickets,
)

EVERY = (acts, answers, breaches, catalogue, entitlements, findings, handovers, languages, looks, people, tickets)
PROJECTIONS = tuple(each.projection for each in EVERY)
