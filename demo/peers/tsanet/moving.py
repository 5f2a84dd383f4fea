"""What becomes of a case: opened, answered, asked about, accepted or rejected, noted on, closed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from demo.peers.tsanet import fields
from demo.peers.tsanet.members import Department, Member
from demo.peers.tsanet.reading import must_be_engineer, must_fill_in, must_hold
from demo.peers.tsanet.refusing import not_now, not_yours, wrong
from demo.peers.tsanet.state import Object, State, new_token, now, sides
from demo.peers.tsanet.telling import Teller

HOURS = {"HIGH": 2, "MEDIUM": 4, "LOW": 24}  # that the receiver has to say something


@dataclass
class Cases:
    state: State
    teller: Teller

    def open(self, by: Member, to: Member, department: Department, given: Object) -> Object:
        must_hold(given, fields.FORM, "internalCaseNumber", "problemSummary", "problemDescription")
        priority = given.get("priority")
        if priority not in fields.PRIORITIES:
            raise wrong("priority is not one of LOW, MEDIUM, HIGH.")
        contact = must_hold(given.get("submitterContactDetails") or {}, fields.CONTACT)
        if not str(contact.get("email") or "").lower().endswith("@" + by.domain):
            raise wrong("Submitter email domain is not registered.")
        must_fill_in(given, department)
        case = self._made(by, to, given, str(priority))
        self.state.cases[case["token"]] = case
        self._kept(case)
        self.teller.tell("collaboration-request.created", to.id, case["token"])
        return case

    def approve(self, by: Member, case: Object, given: Any) -> Object:
        self._must_receive(by, case)
        must_hold(given, fields.APPROVAL, "caseNumber", "engineerName", "nextSteps")
        must_be_engineer(given, by)
        self._must_stand(case, "OPEN", "INFORMATION")
        case |= {"status": "ACCEPTED", "receiverCaseNumber": given["caseNumber"]}
        return self._responded(case, "APPROVAL", given, given["nextSteps"])

    def reject(self, by: Member, case: Object, given: Any) -> Object:
        self._must_receive(by, case)
        must_hold(given, fields.REJECTION, "engineerName", "reason")
        must_be_engineer(given, by)
        self._must_stand(case, "OPEN", "INFORMATION")
        case |= {"status": "REJECTED"}
        return self._responded(case, "REJECTION", given, given["reason"])

    def ask(self, by: Member, case: Object, given: Any) -> Object:
        must_hold(given, fields.INFORMATION_REQUEST, "engineerName", "requestedInformation")
        must_be_engineer(given, by)
        self._must_stand(case, "OPEN", "ACCEPTED")
        case |= {"status": "INFORMATION"}
        return self._responded(case, "INFORMATION_REQUEST", given, given["requestedInformation"])

    def answer(self, by: Member, case: Object, given: Any) -> Object:
        """It stays at INFORMATION until the receiver accepts or rejects."""
        must_hold(given, fields.INFORMATION_RESPONSE, "requestedInformation")
        self._must_stand(case, "INFORMATION")
        return self._responded(case, "INFORMATION_RESPONSE", {}, given["requestedInformation"])

    def close(self, by: Member, case: Object) -> Object:
        if by.id != case["submitCompanyId"]:
            raise not_yours("Only the submitting company can close a case.")
        self._must_stand(case, "OPEN", "ACCEPTED")
        case |= {"status": "CLOSED"}
        return self._responded(case, "CLOSURE", {}, None)

    def note(self, by: Member, case: Object, given: Any) -> Object:
        must_hold(given, fields.NEW_NOTE, "summary")
        if given.get("priority") not in (None, *fields.PRIORITIES):
            raise wrong("priority is not one of LOW, MEDIUM, HIGH.")
        self._must_stand(case, "OPEN", "INFORMATION", "ACCEPTED")
        return self._noted(case, given, by)

    def warn(self, case: Object) -> Object:
        """As TSANet itself notes that an answer is late."""
        return self._noted(case, {"summary": "SLA escalation", "description": "No response yet."}, None)

    def _noted(self, case: Object, given: Object, by: Member | None) -> Object:
        at = now()
        note = {
            "id": self.state.next_id(),
            "caseId": case["id"],
            "companyName": by.name if by else None,
            "creatorUsername": by.username if by else None,
            "creatorEmail": by.username if by else None,
            "creatorName": f"{by.name} Support" if by else "SYSTEM",
            "summary": as_html(given["summary"]),
            "description": as_html(given.get("description") or ""),
            "priority": given.get("priority") or "LOW",
            "status": "ACTIVE",
            "token": new_token(),
            "createdAt": at,
            "updatedAt": at,
        }
        case["caseNotes"].append(note)
        self._kept(case)
        for side in sides(case):
            if by is None or side != by.id:
                self.teller.tell("note.created", side, case["token"], note["token"])
        return note

    def _made(self, by: Member, to: Member, given: Object, priority: str) -> Object:
        at = now()
        return dict.fromkeys(fields.CASE) | {
            "id": self.state.next_id(),
            "token": new_token(),
            "status": "OPEN",
            "summary": given["problemSummary"],
            "description": given["problemDescription"],
            "priority": priority,
            "testCase": bool(given.get("testSubmission")),
            "submitCompanyId": by.id,
            "submitCompanyName": by.name,
            "submitterCaseNumber": given["internalCaseNumber"],
            "submittedBy": by.me["user"],
            "submitterContactDetails": given["submitterContactDetails"],
            "receiveCompanyId": to.id,
            "receiveCompanyName": to.name,
            "responded": False,
            "respondBy": (datetime.now(UTC) + timedelta(hours=HOURS[priority])).isoformat(),
            "customFields": given.get("customFields") or [],
            "caseNotes": [],
            "caseResponses": [],
            "createdAt": at,
            "updatedAt": at,
        }

    def _responded(self, case: Object, type: str, given: Object, text: str | None) -> Object:
        made = dict.fromkeys(fields.RESPONSE) | {"id": self.state.next_id(), "type": type, "createdAt": now()}
        said = {name: given[name] for name in fields.RESPONSE & given.keys()}
        case["caseResponses"].append(made | said | {"nextSteps": text})
        case["responded"] = True
        self._kept(case)
        return case

    def _kept(self, case: Object) -> None:
        case["updatedAt"] = now()
        self.state.keep()

    def _must_stand(self, case: Object, *statuses: str) -> None:
        if case["status"] not in statuses:
            raise not_now(f"Case with token {case['token']} is in status {case['status']}: not possible.")

    def _must_receive(self, by: Member, case: Object) -> None:
        if by.id != case["receiveCompanyId"]:
            raise not_yours("Only the receiving company can respond to a case.")


def as_html(text: str) -> str:
    return f"<p>{escape(text).replace(chr(10), '<br/>')}</p>" if text else ""
