"""Asking somebody to join an organisation, by a letter whose link proves itself."""

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Missing, Refused
from services.identity.deciders import inviting, reading
from services.identity.deciders.organization import organization
from services.identity.deciders.organization_state import Organization
from services.identity.private.links import InvitationLink
from services.identity.service.desk import Answer, Desk, Told


class Invitations(Desk):
    @rpc(expected_exceptions=Refused)
    def invite(self, slug: str, email: str, role: str, context: Told) -> Answer:
        by, address = Context.load(context), reading.address(email)
        self._check_letters(address, by)
        key = self._key(address)
        command = inviting.Invite(by.new_id("invitation"), str(address), key, role, self._holder(key))
        told = {"invitation": command.invitation, "until": (by.at + inviting.INVITED_FOR).isoformat()}
        executed = self.log.execute(organization, slug, command, by, result=lambda events: told)
        if not executed.repeated:
            self._count_letter(address, by)
        return {**(executed.result or told), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def withdraw_invitation(self, slug: str, invitation: str, context: Told) -> Answer:
        return self._on_organization(slug, inviting.WithdrawInvitation(invitation), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def accept_invitation(self, token: str, context: Told) -> Answer:
        """By who signed in, with the address that the letter went to."""
        by = Context.load(context)
        link = self._followed(lambda secret: InvitationLink.read(token, secret, by.at))
        account = self._active(by.actor)
        command = inviting.AcceptInvitation(link.invitation, account.email_key if account else "")
        done = self._on_organization(link.organization, command, by)
        role = self._organization(link.organization).role(by.actor)
        return {"organization": link.organization, "role": role, **done}

    @rpc(expected_exceptions=Refused)
    def invitation(self, token: str) -> Answer:
        """For who has the letter: what it invites to."""
        now = self.clock.now()
        link = self._followed(lambda secret: InvitationLink.read(token, secret, now))
        state = self.log.fold(organization, link.organization)
        asked = state.standing(link.invitation, now) if isinstance(state, Organization) else None
        if asked is None:
            raise Missing("link-expired")
        told = {"organization": link.organization, "name": state.name, "role": asked.role}
        return {**told, "until": asked.until.isoformat()}
