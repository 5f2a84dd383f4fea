"""Organisations: founding one, who belongs to it as what, how it is left, and what it chose of the store."""

from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing, Refused
from services.identity.deciders import account as accounts
from services.identity.deciders import organization as deciding
from services.identity.deciders.account_state import Account
from services.identity.deciders.cataloguing import AddToCatalogue, RemoveFromCatalogue
from services.identity.deciders.organization_state import Organization
from services.identity.events import MemberJoined
from services.identity.service.desk import Answer, Desk, Told


class Organizations(Desk):
    @rpc(expected_exceptions=Refused)
    def create_organization(self, slug: str, name: str, context: Told) -> Answer:
        by = Context.load(context)
        command = deciding.CreateOrganization(slug, name, verified=self._active(by.actor) is not None)
        return {"slug": slug, **self._on_organization(slug, command, by)}

    @rpc(expected_exceptions=Refused)
    def rename_organization(self, slug: str, name: str, context: Told) -> Answer:
        return self._on_organization(slug, deciding.RenameOrganization(name), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def change_role(self, slug: str, account: str, role: str, context: Told) -> Answer:
        return self._on_organization(slug, deciding.ChangeRole(account, role), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def remove_member(self, slug: str, account: str, context: Told) -> Answer:
        return self._on_organization(slug, deciding.RemoveMember(account), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def leave(self, slug: str, context: Told) -> Answer:
        return self._on_organization(slug, deciding.Leave(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def add_to_catalogue(self, slug: str, kind: str, subject: str, context: Told) -> Answer:
        return self._on_organization(slug, AddToCatalogue(kind, subject), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def remove_from_catalogue(self, slug: str, kind: str, subject: str, context: Told) -> Answer:
        return self._on_organization(slug, RemoveFromCatalogue(kind, subject), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def members(self, slug: str, context: Told) -> Answer:
        """For members and operators: who belongs to it, and who is asked to."""
        by = Context.load(context)
        history = self.log.read(deciding.organization.stream(slug))
        state = deciding.organization.fold([recorded.event for recorded in history])
        if not isinstance(state, Organization):
            raise Missing("organization-unknown")
        if not state.role_of(by):
            raise Forbidden("not-yours")
        joined = {each.event.account: each.time for each in history if isinstance(each.event, MemberJoined)}
        return {
            "members": [
                self._member(account, member.role, joined[account]) for account, member in state.members.items()
            ],
            "invitations": [
                {"id": name, "email": str(each.email), "role": each.role, "until": each.until.isoformat()}
                for name, each in state.invitations.items()
                if each.stands(self.clock.now())
            ],
        }

    def _member(self, account: str, role: str, since: datetime) -> dict[str, Any]:
        """Of an erased one only the id is left."""
        state = self.log.fold(accounts.account, account)
        name, email = (str(state.name), str(state.email)) if isinstance(state, Account) else ("", "")
        return {"account": account, "name": name, "email": email, "role": role, "since": since.isoformat()}
