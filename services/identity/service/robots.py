"""An organisation's robots: machines that sign in as `organization+name`, with a token that is shown once."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Refused
from services.identity.deciders import reading
from services.identity.deciders.organization import organization
from services.identity.deciders.robots import CreateRobot, RevokeRobot
from services.identity.service.desk import Answer, Desk, Told
from services.identity.service.tokens import by_what_was_asked
from vocabulary.access_token import RANDOM_BYTES, AccessToken


class Robots(Desk):
    @rpc(expected_exceptions=Refused)
    def create_robot(  # noqa: PLR0913, PLR0917  all that a robot is; its maker's token beside
        self,
        slug: str,
        name: str,
        scopes: Sequence[str],
        products: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Told,
        made_with: str = "",
    ) -> Answer:
        """`token` is None where the command was carried out before."""
        by, made = Context.load(context), AccessToken.make(secrets.token_bytes(RANDOM_BYTES))
        command = CreateRobot(
            robot=by.new_id("robot"),
            name=name,
            scopes=tuple(scopes),
            products=tuple(products),
            expires=reading.moment(expires),
            networks=tuple(networks),
            sha256=made.sha256,
            last_four=made.last_four,
            made_with=made_with,
        )
        by = by_what_was_asked(by, command, self.secret)
        maker = self._active(by.actor) if made_with else None
        command = replace(command, maker=maker.tokens.get(made_with) if maker else None)
        executed = self.log.execute(organization, slug, command, by)
        shown = None if executed.repeated else made.text
        return {"id": command.robot, "name": f"{slug}+{name}", "token": shown, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def revoke_robot(self, slug: str, robot: str, context: Told) -> Answer:
        return self._on_organization(slug, RevokeRobot(robot), Context.load(context))
