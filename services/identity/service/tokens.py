"""Access tokens of people, and the refresh tokens that docker clients keep of those and of robots."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context, Decider
from eventlog.refusal import Refused
from services.identity.deciders import account as accounts
from services.identity.deciders import organization as organizations
from services.identity.deciders import reading
from services.identity.deciders.refreshing import IssueRefresh, RevokeRefresh
from services.identity.deciders.tokens import IssueToken
from services.identity.service.desk import Answer, Desk, Told
from vocabulary.access_token import RANDOM_BYTES, AccessToken, RefreshToken
from vocabulary.slug import is_slug


class Tokens(Desk):
    @rpc(expected_exceptions=Refused)
    def issue_token(
        self,
        account: str,
        label: str,
        scopes: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Told,
        made_with: str = "",
    ) -> Answer:
        """`token` is None where the command was carried out before: it was shown then, and is kept nowhere."""
        by, made = Context.load(context), AccessToken.make(secrets.token_bytes(RANDOM_BYTES))
        command = IssueToken(
            token=by.new_id("token"),
            label=label,
            scopes=tuple(scopes),
            expires=reading.moment(expires),
            networks=tuple(networks),
            sha256=made.sha256,
            last_four=made.last_four,
            made_with=made_with,
        )
        executed = self.log.execute(accounts.account, account, command, by_what_was_asked(by, command, self.secret))
        shown = None if executed.repeated else made.text
        return {"id": command.token, "token": shown, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def revoke_token(self, account: str, token: str, context: Told, made_with: str = "") -> Answer:
        return self._on_account(account, accounts.RevokeToken(token, made_with), context)

    @rpc(expected_exceptions=Refused)
    def issue_refresh(self, holder: str, token: str, client: str, context: Told) -> Answer:
        """`refresh` is the text, shown once as an access token's is; `holder` an account, or a robot's organisation."""
        by, made = Context.load(context), RefreshToken.make(secrets.token_bytes(RANDOM_BYTES))
        command = IssueRefresh(token, by.new_id("refresh"), client, made.sha256, made.last_four)
        executed = self.log.execute(_kind_of(holder), holder, command, by_what_was_asked(by, command, self.secret))
        shown = None if executed.repeated else made.text
        return {"id": command.refresh, "refresh": shown, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def revoke_refresh(self, holder: str, refresh: str, context: Told, made_with: str = "") -> Answer:
        command = RevokeRefresh(refresh, made_with)
        executed = self.log.execute(_kind_of(holder), holder, command, Context.load(context))
        return {"position": executed.position}


def by_what_was_asked(by: Context, command: Any, secret: bytes) -> Context:
    """The fingerprint is the same each time, where the secret is a new one; it tells nobody what was asked."""
    asked = repr(replace(command, sha256="", last_four=""))
    return replace(by, fingerprint=by.fingerprint or hmac.digest(secret, asked.encode(), "sha256").hex())


def _kind_of(holder: str) -> Decider[Any, Any, Any]:
    """No slug looks like an account's id."""
    return organizations.organization if is_slug(holder) else accounts.account
