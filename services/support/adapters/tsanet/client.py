"""TSANet Connect as the port says: partners, forms and cases; what was done once is not done again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from eventlog.refusal import Conflicting, Refused, Unavailable
from services.support.adapters.tsanet import answers, reading, writing
from services.support.adapters.tsanet.api import Api
from services.support.ports import Case, FormField, Partner

CASES = "/v1/collaboration-requests"
ENDED = ("REJECTED", "CLOSED")
OVERLAP = timedelta(minutes=5)  # clocks differ, and answers are late
LOOKED_BACK = timedelta(days=30)  # after a start
ALL_ROUND = 10  # each so many times accepted cases are looked at too: a note in one changes nothing else of it


class Connect:
    """`test`: cases are opened as tests, on which nobody's clock runs."""

    def __init__(self, api: Api, *, test: bool = False) -> None:
        self._api, self._test = api, test
        self._own: dict[str, Any] = {}
        self._asked_at: datetime | None = None
        self._rounds = 0

    # -- partners and their forms

    def partners(self, name: str) -> Sequence[Partner]:
        term = " ".join(name.replace("/", " ").split())[:100]
        if not term:
            return []
        found = self._api.get(f"/v1/partners/{quote(term, safe='')}")
        return [reading.partner_of(each) for each in answers.several(answers.Partner, found)]

    def form(self, document: str) -> Sequence[FormField]:
        fields = answers.several(answers.Field, self._form(document)["custom_fields"] or [])
        return [reading.field_of(each) for each in sorted(fields, key=lambda field: field["display_order"] or 0)]

    def _form(self, document: str) -> dict[str, Any]:
        kind, _, id = document.partition("-")
        if kind not in ("department", "company") or not id.isdecimal():
            raise Conflicting("tsanet-unknown", document[:60])
        return answers.one(answers.Form, self._api.get(f"/v1/forms/{kind}/{id}"))

    # -- cases

    def open(
        self, document: str, our_case: str, summary: str, description: str, priority: int, answers: Mapping[str, str]
    ) -> Case:
        """What does not fit into its description follows in notes."""
        first, *more = writing.parts(description, writing.TEXT) if description.strip() else [summary]
        case = self.opened(our_case) or self._opening(document, our_case, summary, first, priority, answers)
        if more:
            self.note(case.token, f"{our_case} description", summary, "\n".join(more), priority)
        return case

    def _opening(
        self, document: str, our_case: str, summary: str, first: str, priority: int, given: Mapping[str, str]
    ) -> Case:
        form, own = self._form(document), self._me()
        body = {
            "documentId": form["document_id"],
            "internalCaseNumber": our_case,
            "problemSummary": writing.shortened(summary, writing.SUMMARY),
            "problemDescription": first,
            "priority": reading.PRIORITIES.get(priority, "LOW"),
            "testSubmission": self._test,
            "submitterContactDetails": {"name": own["name"], "email": own["email"], "phone": ""},
            "customFields": writing.filled_in(form["custom_fields"] or [], given),
            "internalNotes": [],
        }
        return self._case(self._api.post(CASES, body))

    def opened(self, our_case: str) -> Case | None:
        """The one that bears our number already: the answer to an earlier call was lost."""
        asked = {"type": "OUTBOUND", "status": "ALL", "internalCaseNumber": our_case, "page": "0", "size": "20"}
        found = answers.one(answers.Page, self._api.get("/v2/collaboration-requests", **asked))["content"]
        ours = [each for each in found if each["submitter_case_number"] == our_case]
        oldest = min(ours, key=lambda each: int(each["id"]), default=None)
        return self.case(oldest["token"]) if oldest else None

    def case(self, token: str) -> Case:
        return self._case(self._api.get(f"{CASES}/{quote(token, safe='')}"))

    def waiting(self) -> Iterator[str]:
        now = datetime.now(UTC)
        since = (self._asked_at or now - LOOKED_BACK) - OVERLAP
        asked = [
            {"status": "OPEN"},
            {"status": "INFORMATION"},
            {"updatedAfter": since.isoformat().replace("+00:00", "Z")},
        ]
        if self._rounds % ALL_ROUND == 0:
            asked.append({"status": "ACCEPTED"})
        told: set[str] = set()
        for each in asked:
            found = self._api.get("/v2/collaboration-requests/list", type="ALL", **each)
            told |= {case["token"] for case in answers.several(answers.Listed, found)}
        yield from sorted(told)
        self._asked_at, self._rounds = now, self._rounds + 1  # only once all were taken

    # -- what is said in a case

    def accept(self, token: str, case_number: str, engineer: Mapping[str, str], next_steps: str) -> None:
        body = {
            "caseNumber": case_number,
            **writing.engineer_of(engineer, self._me()),
            "nextSteps": writing.within(next_steps, writing.TEXT, "next_steps") or case_number,
        }
        self._move(token, "approval", body, lambda case: case.status == "ACCEPTED" and case.our_case == case_number)

    def reject(self, token: str, engineer: Mapping[str, str], reason: str) -> None:
        """A reason that is too long for a rejection stands in a note before it."""
        if len(reason) > writing.REASON and self.case(token).status != "REJECTED":
            self.note(token, "rejected", "Why this is rejected", reason, 3)
        body = {**writing.engineer_of(engineer, self._me()), "reason": writing.cut(reason, writing.REASON)}
        self._move(token, "rejection", body, lambda case: case.status == "REJECTED")

    def ask(self, token: str, engineer: Mapping[str, str], text: str, nth: int = 1) -> None:
        told = writing.within(text, writing.TEXT, "text")
        body = {**writing.engineer_of(engineer, self._me()), "requestedInformation": told}
        self._move(token, "information-request", body, lambda case: _said(case, "information-request", text) >= nth)

    def answer(self, token: str, engineer: Mapping[str, str], text: str, nth: int = 1) -> None:
        body = {"requestedInformation": writing.within(text, writing.TEXT, "text")}
        self._move(token, "information-response", body, lambda case: _said(case, "information-response", text) >= nth)

    def note(self, token: str, key: str, summary: str, text: str, priority: int) -> str:
        id = ""
        there = {each["text"].rpartition("\n")[2]: each["id"] for each in self.case(token).notes if each["ours"]}
        for own, body in writing.notes_of(key, summary, text, priority):
            made = there.get(own)
            if made is None:
                sent = self._api.post(f"{CASES}/{quote(token, safe='')}/notes", body)
                made = str(answers.one(answers.Note, sent)["id"])
            id = id or made
        return id

    def close(self, token: str) -> None:
        """Only who opened a case may close it: in another's, a note says that we are done."""
        case = self.case(token)
        if case.status in ENDED:
            return
        if not case.ours:
            self.note(token, "done", "We are done with this case.", "You may close it.", case.priority)
        elif case.status == "INFORMATION":
            self.note(token, "taken-back", "We take this request back.", "Nothing more is needed.", case.priority)
        else:
            self._move(token, "closure", {}, lambda now: now.status in ENDED)

    # -- how

    def _move(self, token: str, move: str, body: dict[str, Any], is_done: Any) -> None:
        """Unless it is done already; what is refused may have been done by a call whose answer was lost."""
        if is_done(self.case(token)):
            return
        try:
            self._api.post(f"{CASES}/{quote(token, safe='')}/{move}", body)
        except Unavailable:
            raise
        except Refused:
            if not is_done(self.case(token)):
                raise

    def _case(self, given: Any) -> Case:
        own = self._me()
        return reading.case_of(answers.one(answers.Case, given), own["id"], own["domain"])

    def _me(self) -> dict[str, Any]:
        """{id, name, domain, email}: the company that we are there; asked once."""
        if not self._own:
            me = answers.one(answers.Me, self._api.get("/v1/me"))
            company, user = me["company"], me["user"]
            email = user.get("email") or user.get("username") or ""
            domain = company["domain"] or email.rpartition("@")[2]
            self._own = {"id": company["id"], "name": company["name"] or "", "domain": domain, "email": email}
        return self._own


def _said(case: Case, type: str, text: str) -> int:
    """How often we did; white space may come back otherwise."""
    words = text.split()
    return sum(each["ours"] and each["type"] == type and each["text"].split() == words for each in case.responses)
