"""The remote methods of notifications; the account is the context's actor wherever none is named."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gateway.rpc.remote import Answer, Command, Remote

Asked = Mapping[str, Any]


class Inbox(Remote):
    def inbox(self, asked: Asked, context: Command) -> Answer:
        """{items, total, unread, next}; `asked`, each optional: group, kind, product, unread, before, limit."""
        return self._do("inbox", asked, context)

    def mark_read(self, notices: Sequence[str], context: Command) -> Answer:
        return self._do("mark_read", notices, context)

    def mark_unread(self, notices: Sequence[str], context: Command) -> Answer:
        return self._do("mark_unread", notices, context)

    def mark_all_read(self, until: str, context: Command) -> Answer:
        """`until`: RFC 3339; those that came later stay unread."""
        return self._do("mark_all_read", until, context)

    def preferences(self, context: Command) -> Answer:
        """{kinds: [{name, group, page, mail, chosen}], quiet_from, quiet_until, zone, digest_at, digest_on, language,
        mail: {state: ok | stopped, reason, code, since}}."""
        return self._do("preferences", context)

    def set_preferences(self, asked: Asked, context: Command) -> Answer:
        """`asked`: kinds {name: {page?, mail?}} and, each optional, quiet_from, quiet_until, zone, digest_at,
        digest_on, language."""
        return self._do("set_preferences", asked, context)

    def resume_mail(self, context: Command) -> Answer:
        return self._do("resume_mail", context)

    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)


class Letters(Remote):
    def unsubscription(self, token: str) -> Answer:
        """{kind, mail, page}: what a letter's link is about, and how one hears of the kind now; Missing: no such.

        Of a digest's link the kind is `digests`: whatever comes in digests; `mail` is now or off.
        """
        return self._do("unsubscription", token)

    def unsubscribe(self, token: str) -> Answer:
        """{kind}; no letters of the kind any more. Repeated, it changes nothing."""
        return self._do("unsubscribe", token)

    def letters(self) -> Answer:
        """{items: [{name, languages}]}: what there are previews of."""
        return self._do("letters")

    def letter(self, name: str, language: str) -> Answer:
        """{subject, text, html}, with example facts."""
        return self._do("letter", name, language)

    def take_returned(self, letter: str, recipients: Sequence[str], context: Command) -> Answer:
        """{done: stopped | passing | unknown}; `letter`: base64 of what came back, to these addresses."""
        return self._do("take_returned", letter, recipients, context)


class Feeds(Remote):
    def feed(self, address: str) -> Answer:
        """{account, items}: the last notices of whose secret address this is; Missing: nobody's."""
        return self._do("feed", address)

    def renew_feed(self, context: Command) -> Answer:
        """{address}: shown once; the one before is dead."""
        return self._do("renew_feed", context)


class Searches(Remote):
    def watch_search(self, account: str, search: str, question: str, context: Command) -> Answer:
        """Its owner hears of new products from now on."""
        return self._do("watch_search", account, search, question, context)

    def unwatch_search(self, account: str, search: str, context: Command) -> Answer:
        return self._do("unwatch_search", account, search, context)

    def watched_searches_of(self, account: str) -> list[str]:
        """Ids."""
        return cast("list[str]", self._ask("watched_searches_of", account))


class Webhooks(Remote):
    """`owner`: publisher:SLUG | organization:SLUG | account:ID; who may not speak for it finds none."""

    def webhooks(self, owner: str, context: Command) -> Answer:
        """{items: [{id, owner, url, kinds, description, state, reason, created, last}]}."""
        return self._do("webhooks", owner, context)

    def webhook(self, webhook: str, context: Command) -> Answer:
        return self._do("webhook", webhook, context)

    def add_webhook(self, asked: Asked, context: Command) -> Answer:
        """`asked`: owner, url, kinds, description. {id, secret}: the secret is shown once."""
        return self._do("add_webhook", asked, context)

    def change_webhook(self, webhook: str, asked: Asked, context: Command) -> Answer:
        """`asked`, each optional: url, kinds, description."""
        return self._do("change_webhook", webhook, asked, context)

    def remove_webhook(self, webhook: str, context: Command) -> Answer:
        return self._do("remove_webhook", webhook, context)

    def rotate_webhook_secret(self, webhook: str, at_once: bool, context: Command) -> Answer:
        """{secret, old_until}; `at_once`: the one before counts no more, and old_until is None."""
        return self._do("rotate_webhook_secret", webhook, at_once, context)

    def test_webhook(self, webhook: str, context: Command) -> Answer:
        """{message}: under way."""
        return self._do("test_webhook", webhook, context)

    def stop_webhook(self, webhook: str, context: Command) -> Answer:
        return self._do("stop_webhook", webhook, context)

    def resume_webhook(self, webhook: str, context: Command) -> Answer:
        return self._do("resume_webhook", webhook, context)

    def webhook_deliveries(self, webhook: str, asked: Asked, context: Command) -> Answer:
        """{items: [{id, message, kind, attempt, at, status, error, milliseconds}], next}, newest first; `asked`:
        before, limit."""
        return self._do("webhook_deliveries", webhook, asked, context)

    def webhook_delivery(self, webhook: str, delivery: str, context: Command) -> Answer:
        """As in the list, with request and answer."""
        return self._do("webhook_delivery", webhook, delivery, context)

    def redeliver(self, webhook: str, message: str, context: Command) -> Answer:
        return self._do("redeliver", webhook, message, context)


class Notifications(Inbox, Letters, Feeds, Searches, Webhooks):
    pass
