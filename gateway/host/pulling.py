"""Whether this request's caller may pull a repository: the registry's own decision, in the registry's own words."""

import time

from flask import request

from eventlog.refusal import Forbidden
from gateway.auth import SCOPES, Caller, caller, here, token_row
from gateway.parts import database, parts
from gateway.registry.grants import NOBODY, Grant, Holder, grant, holder_of
from gateway.registry.scopes import Scope
from gateway.registry.sentences import sentence
from gateway.views import accounts

PULL = frozenset({"pull"})


def asked_to_pull(repository: str) -> Grant:
    scope = Scope("repository", repository, repository, PULL)
    return grant(database(), holder(caller()), scope, time.time())


def must_pull(granted: Grant) -> None:
    """Raises Forbidden with the code that `docker pull` would be refused with."""
    if granted.code or not granted.actions:
        told = (granted.scope.repository, granted.product, granted.plan)
        raise Forbidden(granted.code, sentence(granted.code, parts().settings, *told))


def holder(who: Caller) -> Holder:
    """As the registry's token endpoint sees them; somebody at a page may all that their account may."""
    if who.via == "token":
        text = request.headers.get("Authorization", "").partition(" ")[2].strip()
        return holder_of(token_row(database(), text, here()))
    if not who.account:
        return NOBODY
    slugs = tuple(one.slug for one in accounts.organizations_of(database(), who.account))
    return Holder(who.account, frozenset(SCOPES), slugs)
