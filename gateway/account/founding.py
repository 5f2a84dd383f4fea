"""How an organisation begins: for itself, or as the team of a publisher that applies."""

from eventlog.decider import Context
from eventlog.refusal import Conflicting
from gateway.auth import caller
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views import accounts


def create_organization(slug: str, name: str, by: Context) -> Answer:
    """Refused where the shelves have a publisher of this name that somebody else applied for, or that staff listed."""
    applicant = accounts.applicant_without_team(database(), slug)
    if applicant is not None and applicant != caller().account:
        raise Conflicting("slug-taken", slug)
    return parts().rpc.identity.create_organization(slug, name, by.dump())
