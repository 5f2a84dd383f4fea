"""Identity's remote methods."""

from collections.abc import Sequence
from typing import cast

from gateway.rpc.remote import Answer, Command, Remote


class Identity(Remote):
    def register(self, email: str, name: str, password: str, context: Command) -> Answer:
        return self._do("register", email, name, password, context)

    def resend_verification(self, email: str, context: Command) -> Answer:
        return self._do("resend_verification", email, context)

    def verify_email(self, token: str, context: Command) -> Answer:
        return self._do("verify_email", token, context)

    def authenticate(self, email: str, password: str, address: str, code: str = "") -> Answer:
        return self._do("authenticate", email, password, address, code)

    def begin_sign_in(self, email: str, password: str, address: str) -> Answer:
        return self._do("begin_sign_in", email, password, address)

    def finish_sign_in(self, account: str, code: str, address: str) -> Answer:
        return self._do("finish_sign_in", account, code, address)

    def second_factor(self, account: str) -> Answer:
        return self._do("second_factor", account)

    def begin_totp(self, account: str, context: Command) -> Answer:
        return self._do("begin_totp", account, context)

    def enable_totp(self, account: str, code: str, address: str, context: Command) -> Answer:
        return self._do("enable_totp", account, code, address, context)

    def disable_totp(self, account: str, code: str, address: str, context: Command) -> Answer:
        return self._do("disable_totp", account, code, address, context)

    def lift_second_factor(self, account: str, context: Command) -> Answer:
        return self._do("lift_second_factor", account, context)

    def account_standing(self, account: str) -> Answer:
        return self._do("account_standing", account)

    def begin_at_provider(self, redirect: str) -> Answer:
        return self._do("begin_at_provider", redirect)

    def identify_at_provider(self, code: str, nonce: str, verifier: str, redirect: str) -> Answer:
        return self._do("identify_at_provider", code, nonce, verifier, redirect)

    def sign_in_by_identity(self, identified: Answer, context: Command) -> Answer:
        return self._do("sign_in_by_identity", identified, context)

    def link_identity(self, account: str, identified: Answer, context: Command) -> Answer:
        return self._do("link_identity", account, identified, context)

    def unlink_identity(self, account: str, context: Command) -> Answer:
        return self._do("unlink_identity", account, context)

    def identity(self, account: str) -> Answer:
        return self._do("identity", account)

    def request_password_reset(self, email: str, context: Command) -> Answer:
        return self._do("request_password_reset", email, context)

    def reset_password(self, token: str, password: str, context: Command) -> Answer:
        return self._do("reset_password", token, password, context)

    def change_password(self, account: str, password: str, new_password: str, address: str, context: Command) -> Answer:
        return self._do("change_password", account, password, new_password, address, context)

    def issue_token(
        self,
        account: str,
        label: str,
        scopes: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Command,
        made_with: str = "",
    ) -> Answer:
        return self._do("issue_token", account, label, list(scopes), expires, list(networks), context, made_with)

    def revoke_token(self, account: str, token: str, context: Command, made_with: str = "") -> Answer:
        return self._do("revoke_token", account, token, context, made_with)

    def issue_refresh(self, holder: str, token: str, client: str, context: Command) -> Answer:
        return self._do("issue_refresh", holder, token, client, context)

    def revoke_refresh(self, holder: str, refresh: str, context: Command, made_with: str = "") -> Answer:
        return self._do("revoke_refresh", holder, refresh, context, made_with)

    def start_device(self, name: str, scopes: Sequence[str], address: str, context: Command) -> Answer:
        return self._do("start_device", name, list(scopes), address, context)

    def device_asking(self, user_code: str, account: str) -> Answer:
        return self._do("device_asking", user_code, account)

    def allow_device(self, user_code: str, account: str, expires: str | None, context: Command) -> Answer:
        return self._do("allow_device", user_code, account, expires, context)

    def deny_device(self, user_code: str, account: str, context: Command) -> Answer:
        return self._do("deny_device", user_code, account, context)

    def take_device_token(self, device_code: str, context: Command) -> Answer:
        return self._do("take_device_token", device_code, context)

    def create_organization(self, slug: str, name: str, context: Command) -> Answer:
        return self._do("create_organization", slug, name, context)

    def rename_organization(self, slug: str, name: str, context: Command) -> Answer:
        return self._do("rename_organization", slug, name, context)

    def members(self, slug: str, context: Command) -> Answer:
        return self._do("members", slug, context)

    def change_role(self, slug: str, account: str, role: str, context: Command) -> Answer:
        return self._do("change_role", slug, account, role, context)

    def remove_member(self, slug: str, account: str, context: Command) -> Answer:
        return self._do("remove_member", slug, account, context)

    def leave(self, slug: str, context: Command) -> Answer:
        return self._do("leave", slug, context)

    def add_to_catalogue(self, slug: str, kind: str, subject: str, context: Command) -> Answer:
        return self._do("add_to_catalogue", slug, kind, subject, context)

    def remove_from_catalogue(self, slug: str, kind: str, subject: str, context: Command) -> Answer:
        return self._do("remove_from_catalogue", slug, kind, subject, context)

    def invite(self, slug: str, email: str, role: str, context: Command) -> Answer:
        return self._do("invite", slug, email, role, context)

    def withdraw_invitation(self, slug: str, invitation: str, context: Command) -> Answer:
        return self._do("withdraw_invitation", slug, invitation, context)

    def accept_invitation(self, token: str, context: Command) -> Answer:
        return self._do("accept_invitation", token, context)

    def invitation(self, token: str) -> Answer:
        return self._do("invitation", token)

    def create_robot(  # noqa: PLR0913, PLR0917  as identity has it
        self,
        slug: str,
        name: str,
        scopes: Sequence[str],
        products: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Command,
        made_with: str = "",
    ) -> Answer:
        limits = (list(scopes), list(products), expires, list(networks))
        return self._do("create_robot", slug, name, *limits, context, made_with)

    def revoke_robot(self, slug: str, robot: str, context: Command) -> Answer:
        return self._do("revoke_robot", slug, robot, context)

    def grant_role(self, account: str, role: str, context: Command) -> Answer:
        return self._do("grant_role", account, role, context)

    def withdraw_role(self, account: str, role: str, context: Command) -> Answer:
        return self._do("withdraw_role", account, role, context)

    def suspend(self, account: str, reason: str, context: Command) -> Answer:
        return self._do("suspend", account, reason, context)

    def reinstate(self, account: str, context: Command) -> Answer:
        return self._do("reinstate", account, context)

    def profile(self, account: str) -> Answer:
        return self._do("profile", account)

    def erase(self, subject: str, context: Command) -> Answer:
        return self._do("erase", subject, context)

    def erasure(self, subject: str) -> Answer:
        return self._do("erasure", subject)

    def replay_erasures(self, context: Command) -> Answer:
        return self._do("replay_erasures", context)

    def confirm(self, account: str, password: str, address: str) -> Answer:
        return self._do("confirm", account, password, address)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)

    def save_search(self, account: str, name: str, question: str, context: Command) -> Answer:
        return self._do("save_search", account, name, question, context)

    def saved_searches_of(self, account: str) -> list[Answer]:
        return cast("list[Answer]", self._ask("saved_searches_of", account))

    def forget_search(self, account: str, search: str, context: Command) -> Answer:
        return self._do("forget_search", account, search, context)

    def account_of(self, email: str) -> str | None:
        return cast("str | None", self._ask("account_of", email))
