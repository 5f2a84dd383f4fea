"""The part of TSANet's API that the store uses: each route with what it does."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request

from demo.peers.tsanet import fields
from demo.peers.tsanet.members import Department, Member
from demo.peers.tsanet.moving import Cases
from demo.peers.tsanet.reading import must_hold
from demo.peers.tsanet.refusing import unknown, wrong
from demo.peers.tsanet.state import Object, new_token, now, sides

Do = Callable[..., Any]
CASE = "/v1/collaboration-requests/<token>"


def add_routes(
    app: Flask, cases: Cases, members: tuple[Member, ...], answering: Callable[[Do], Callable[..., Any]]
) -> None:
    """`answering` turns a function of who asks into a view."""
    book = Book(cases, members)

    def route(method: str, path: str, do: Do) -> None:
        app.add_url_rule(path, f"{method} {path}", answering(do), methods=[method])

    route("GET", "/v1/me", lambda by: by.me)
    route("GET", "/v1/partners/<term>", book.partners)
    route("GET", "/v1/forms/company/<int:company>", book.form_of_company)
    route("GET", "/v1/forms/department/<int:department>", book.form_of_department)
    route("POST", "/v1/collaboration-requests", book.open)
    route("GET", "/v2/collaboration-requests", book.page)
    route("GET", "/v2/collaboration-requests/list", book.listed)
    route("GET", CASE, book.case)
    route("GET", f"{CASE}/notes", lambda by, token: book.case(by, token)["caseNotes"])
    moves = {"approval": cases.approve, "rejection": cases.reject, "notes": cases.note}
    moves |= {"information-request": cases.ask, "information-response": cases.answer}
    for name, move in moves.items():
        route("POST", f"{CASE}/{name}", lambda by, token, move=move: move(by, book.case(by, token), sent()))
    route("POST", f"{CASE}/closure", lambda by, token: cases.close(by, book.case(by, token)))
    for version in ("v1", "v2"):
        route("GET", f"/{version}/webhooks", book.subscriptions)
        route("POST", f"/{version}/webhooks", book.subscribe)
    route("DELETE", "/v1/webhooks/<int:id>", book.unsubscribe)


class Book:
    def __init__(self, cases: Cases, members: tuple[Member, ...]) -> None:
        self._cases, self._state, self._members = cases, cases.state, members

    def partners(self, by: Member, term: str) -> list[Object]:
        found = [each for each in self._members if term.lower() in each.name.lower() and each.id != by.id]
        return [self._partner(member, each) for member in found for each in member.departments]

    def form_of_company(self, by: Member, company: int) -> Object:
        for member in self._members:
            if member.id == company and member.departments:
                return form(member.departments[0])
        raise unknown(f"Company with id {company}")

    def form_of_department(self, by: Member, department: int) -> Object:
        for _, each in self._departments():
            if each.id == department:
                return form(each)
        raise unknown(f"Department with id {department}")

    def open(self, by: Member) -> Object:
        given = must_hold(sent(), fields.FORM)
        for member, each in self._departments():
            if each.document == given.get("documentId") and member.id != by.id:
                return self._cases.open(by, member, each, given)
        raise unknown(f"Document with id {given.get('documentId')}")

    def listed(self, by: Member) -> list[Object]:
        """Filters: type, status, internalCaseNumber, createdAfter, updatedAfter."""
        asked = request.args
        found = [each for each in self._state.cases_of(by.id) if _is_asked_for(each, by, asked)]
        return [{**each, "caseNotes": [], "caseResponses": []} for each in found]

    def page(self, by: Member) -> Object:
        found, size, at = self.listed(by), request.args.get("size", 20, int), request.args.get("page", 0, int)
        shown = found[at * size : (at + 1) * size]
        pages = -(-len(found) // size)
        return {"content": shown, "totalElements": len(found), "totalPages": pages, "size": size, "number": at}

    def case(self, by: Member, token: str) -> Object:
        case = self._state.cases.get(token)
        if case is None or by.id not in sides(case):
            raise unknown(f"Case with token {token}")
        return case

    def subscriptions(self, by: Member) -> list[Object]:
        mine = [each for each in self._state.subscriptions.values() if each["_company"] == by.id]
        return [{name: each[name] for name in sorted(fields.SUBSCRIPTION)} for each in mine]

    def subscribe(self, by: Member) -> Object:
        """Its secret is told this once."""
        given = must_hold(sent(), fields.SUBSCRIBE, "callbackUrl")
        types, at = given.get("eventTypes") or list(fields.EVENTS), now()
        if set(types) - set(fields.EVENTS):
            raise wrong("Unknown event type.")
        id = self._state.next_id()
        told = {"id": id, "callbackUrl": given["callbackUrl"], "eventTypes": types, "active": True, "createdAt": at}
        kept = {**told, "updatedAt": at, "secret": new_token(), "_company": by.id}
        self._state.subscriptions[id] = kept
        self._state.keep()
        return {**told, "secret": kept["secret"]}

    def unsubscribe(self, by: Member, id: int) -> Object:
        if self._state.subscriptions.get(id, {}).get("_company") != by.id:
            raise unknown(f"Webhook subscription with id {id}")
        del self._state.subscriptions[id]
        self._state.keep()
        return {}

    def _departments(self) -> list[tuple[Member, Department]]:
        return [(member, each) for member in self._members for each in member.departments]

    def _partner(self, member: Member, each: Department) -> Object:
        return {
            "label": f"{member.name} {each.name}".strip(),
            "companyName": member.name,
            "departmentName": each.name or None,
            "companyId": member.id,
            "departmentId": each.id if each.name else None,
            "documentId": each.document,
        }


def form(department: Department) -> Object:
    told = {"documentId": department.document, "customFields": list(department.fields), "internalNotes": []}
    return dict.fromkeys(fields.FORM) | told | {"adminNote": department.admin_note or None}


def sent() -> Any:
    return request.get_json(force=True, silent=True)


def _is_asked_for(case: Object, by: Member, asked: Any) -> bool:
    ours = case["submitCompanyId"] == by.id
    return (
        asked.get("type", "ALL") in ("ALL", "OUTBOUND" if ours else "INBOUND")
        and asked.get("status", "ALL") in ("ALL", case["status"])
        and asked.get("internalCaseNumber", "") in case["submitterCaseNumber"]
        and case["updatedAt"] > asked.get("updatedAfter", "")
        and case["createdAt"] > asked.get("createdAfter", "")
    )
