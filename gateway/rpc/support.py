"""Support's remote methods; `ticket` is an id or a number such as T-10482."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gateway.rpc.remote import Answer, Command, Remote

Files = Sequence[Mapping[str, Any]]  # id, media_type, size, digest of each


class Tickets(Remote):
    def open_ticket(self, asked: Mapping[str, Any], context: Command) -> Answer:
        """`asked`: product, plan, tag, digest, priority, summary, description, attachments, holder, publisher and
        channel."""
        return self._do("open_ticket", asked, context)

    def ticket(self, ticket: str, context: Command) -> Answer:
        return self._do("ticket", ticket, context)

    def tickets(self, asked: Mapping[str, Any], context: Command) -> Answer:
        """`asked`, each optional: queue, state, publisher, product, priority, assignee, waiting_on, before, limit."""
        return self._do("tickets", asked, context)

    def reply(
        self, ticket: str, text: str, attachments: Files, waits: bool, channel: str, mail: str, context: Command
    ) -> Answer:
        return self._do("reply", ticket, text, attachments, waits, channel, mail, context)

    def note(self, ticket: str, text: str, attachments: Files, context: Command) -> Answer:
        return self._do("note", ticket, text, attachments, context)

    def advise(self, ticket: str, text: str, context: Command) -> Answer:
        return self._do("advise", ticket, text, context)

    def assign(self, ticket: str, assignee: str, context: Command) -> Answer:
        return self._do("assign", ticket, assignee, context)

    def set_priority(self, ticket: str, priority: int, context: Command) -> Answer:
        return self._do("set_priority", ticket, priority, context)

    def merge(self, ticket: str, into: str, context: Command) -> Answer:
        return self._do("merge", ticket, into, context)

    def link_advisory(self, ticket: str, advisory: str, context: Command) -> Answer:
        return self._do("link_advisory", ticket, advisory, context)

    def resolve(self, ticket: str, context: Command) -> Answer:
        return self._do("resolve", ticket, context)

    def reopen(self, ticket: str, context: Command) -> Answer:
        return self._do("reopen", ticket, context)

    def close(self, ticket: str, context: Command) -> Answer:
        return self._do("close", ticket, context)

    def rate(self, ticket: str, stars: int, context: Command) -> Answer:
        return self._do("rate", ticket, stars, context)

    def attachment(self, ticket: str, attachment: str, context: Command) -> Answer:
        """What the ticket says of one of its files, where the caller may read it."""
        return self._do("attachment", ticket, attachment, context)


class Handovers(Remote):
    def receivers(self, ticket: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("receivers", ticket, context))

    def receiver_form(self, to: str, by: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("receiver_form", to, by, context))

    def hand_over(
        self, ticket: str, to: str, by: str, answers: Mapping[str, str], note: str, context: Command
    ) -> Answer:
        return self._do("hand_over", ticket, to, by, answers, note, context)

    def handover(self, handover: str, context: Command) -> Answer:
        return self._do("handover", handover, context)

    def handovers(self, desk: str, state: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("handovers", desk, state, context))

    def accept_handover(
        self, handover: str, case_number: str, engineer: str, next_steps: str, context: Command
    ) -> Answer:
        return self._do("accept_handover", handover, case_number, engineer, next_steps, context)

    def reject_handover(self, handover: str, reason: str, context: Command) -> Answer:
        return self._do("reject_handover", handover, reason, context)

    def request_information(self, handover: str, text: str, context: Command) -> Answer:
        return self._do("request_information", handover, text, context)

    def give_information(self, handover: str, text: str, context: Command) -> Answer:
        return self._do("give_information", handover, text, context)

    def exchange_note(self, handover: str, text: str, attachments: Files, context: Command) -> Answer:
        return self._do("exchange_note", handover, text, attachments, context)

    def close_handover(self, handover: str, context: Command) -> Answer:
        return self._do("close_handover", handover, context)

    def return_handover(self, handover: str, reason: str, context: Command) -> Answer:
        return self._do("return_handover", handover, reason, context)


class Desks(Remote):
    def desk(self, desk: str, context: Command) -> Answer:
        return self._do("desk", desk, context)

    def people_of(self, desk: str, context: Command) -> list[dict[str, str]]:
        """[{id, name}]"""
        return cast("list[dict[str, str]]", self._ask("people_of", desk, context))

    def set_calendar(self, desk: str, calendar: Mapping[str, Any], context: Command) -> Answer:
        return self._do("set_calendar", desk, calendar, context)

    def set_terms(
        self, desk: str, product: str, plan: str, terms: Sequence[Mapping[str, int]], context: Command
    ) -> Answer:
        return self._do("set_terms", desk, product, plan, terms, context)

    def set_levels(self, desk: str, levels: Sequence[Mapping[str, Any]], context: Command) -> Answer:
        return self._do("set_levels", desk, levels, context)

    def keep_macro(
        self, desk: str, macro: str, name: str, text: str, waits: bool, resolves: bool, context: Command
    ) -> Answer:
        """An empty `macro` makes a new one."""
        return self._do("keep_macro", desk, macro, name, text, waits, resolves, context)

    def drop_macro(self, desk: str, macro: str, context: Command) -> Answer:
        return self._do("drop_macro", desk, macro, context)

    def set_form(self, desk: str, questions: Sequence[Mapping[str, Any]], context: Command) -> Answer:
        return self._do("set_form", desk, questions, context)

    def report(self, desk: str, since: str, until: str, context: Command) -> Answer:
        return self._do("report", desk, since, until, context)

    def breaches(self, desk: str, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("breaches", desk, context))

    def annotate_breach(self, ticket: str, breach: str, text: str, context: Command) -> Answer:
        return self._do("annotate_breach", ticket, breach, text, context)


class Looks(Remote):
    def look_of(self, ticket: str, context: Command) -> Answer:
        return self._do("look_of", ticket, context)

    def looks_of(self, context: Command) -> list[Answer]:
        return cast("list[Answer]", self._ask("looks_of", context))

    def ask_to_look(self, ticket: str, text: str, context: Command) -> Answer:
        return self._do("ask_to_look", ticket, text, context)

    def grant_look(self, ticket: str, hours: int, context: Command) -> Answer:
        return self._do("grant_look", ticket, hours, context)

    def refuse_look(self, ticket: str, context: Command) -> Answer:
        return self._do("refuse_look", ticket, context)

    def withdraw_look(self, ticket: str, context: Command) -> Answer:
        return self._do("withdraw_look", ticket, context)

    def look(self, ticket: str, page: str, context: Command) -> Answer:
        """As look_of, once it is recorded that the caller looks at the page; refused where they may not."""
        return self._do("look", ticket, page, context)


class Letters(Remote):
    def take_letter(self, letter: Mapping[str, Any], context: Command) -> Answer:
        """As services.support.service.letters has it."""
        return self._do("take_letter", letter, context)


class AtTSANet(Remote):
    def tsanet_notice(self, headers: Mapping[str, str], body: str) -> Answer:
        return self._do("tsanet_notice", headers, body)

    def tsanet_status(self, context: Command) -> Answer:
        """{member, url, user, asked_at, wrong: what could not be done then, cases: how many were looked at}"""
        return self._do("tsanet_status", context)

    def look_at_tsanet(self, context: Command) -> Answer:
        return self._do("look_at_tsanet", context)

    def partners(self, name: str, context: Command) -> list[Answer]:
        """[{company, department, document, to}]"""
        return cast("list[Answer]", self._ask("partners", name, context))


class Support(Tickets, Handovers, Desks, Looks, Letters, AtTSANet):
    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)
