"""TSANet's cases, partners and forms as the store knows them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from services.support.adapters.tsanet.plain import plain
from services.support.ports import Case, FormField, Partner

Record = Mapping[str, Any]
PRIORITIES = {1: "HIGH", 2: "MEDIUM", 3: "LOW", 4: "LOW"}  # ours to TSANet's
OURS = {"HIGH": 1, "MEDIUM": 2, "LOW": 3}
KINDS = {"SELECT": "choice", "TEXTAREA": "lines", "MULTILINE": "lines"}


def partner_of(record: Record) -> Partner:
    """Its `document` names whose form it is, since a form's own number may change with each edition."""
    department = record["department_id"]
    document = f"department-{department}" if department else f"company-{record['companyId']}"
    return Partner(record["company_name"], record["department_name"] or "", document)


def field_of(record: Record) -> FormField:
    section = (record["section"] or "").removesuffix("_SECTION").replace("_", " ").capitalize()
    kind, options = (record["type"] or "").upper(), options_of(record)
    return FormField(
        name=str(record["field_id"]),
        section=section,
        label=plain(record["label"]),
        kind="choice" if options else KINDS.get(kind, "text"),
        required=bool(record["required"]),
        options=options,
    )


def options_of(record: Record) -> tuple[str, ...]:
    """One a line, in forms of long ago with commas between; empty but for a choice."""
    if (record["type"] or "").upper() != "SELECT":
        return ()
    chosen = [str(each["value"] or "") for each in record["selections"] or ()]
    written = record["options"] or ""
    lines = chosen or written.splitlines()
    found = lines if len(lines) > 1 else written.split(",")
    return tuple(each.strip() for each in found if each.strip())


def case_of(record: Record, company: int, domain: str) -> Case:
    """`company` and `domain`: our own at TSANet."""
    ours = record["submit_company_id"] == company
    return Case(
        token=record["token"],
        number=str(record["id"]),
        status=record["status"].upper(),
        ours=ours,
        company=(record["receive_company_name"] if ours else record["submit_company_name"]) or "",
        our_case=(record["submitter_case_number"] if ours else record["receiver_case_number"]) or "",
        their_case=(record["receiver_case_number"] if ours else record["submitter_case_number"]) or "",
        summary=plain(record["summary"]),
        description=plain(record["description"]),
        priority=OURS.get(record["priority"] or "", 3),
        respond_by=time_of(record["respond_by"]),
        responses=_responses(record["case_responses"] or (), domain, ours=ours),
        notes=tuple(
            _note(each, record, company, domain)
            for each in sorted(record["case_notes"] or (), key=lambda note: note["id"])
        ),
    )


def _responses(records: Any, domain: str, *, ours: bool) -> tuple[Mapping[str, Any], ...]:
    """{id, type: approval | rejection | information-request | information-response | closure | update-approval, ours,
    text, case_number, engineer, phone, email, at}: TSANet tells no side, which follows from the type.
    """
    found: list[Mapping[str, Any]] = []
    asked_by_us = not ours
    for each in sorted(records, key=lambda response: response["id"]):
        type, email = each["type"].lower().replace("_", "-"), each["engineer_email"] or ""
        if type == "information-request":
            asked_by_us = _is_at(email, domain) if email else not ours
        by_us = {
            "information-request": asked_by_us,
            "information-response": not asked_by_us,
            "closure": ours,
        }.get(type, not ours)
        found.append(
            {
                "id": str(each["id"]),
                "type": type,
                "ours": by_us,
                "text": plain(each["next_steps"]),
                "case_number": each["case_number"] or "",
                "engineer": plain(each["engineer_name"]),
                "phone": plain(each["engineer_phone"]),
                "email": plain(email),
                "at": time_of(each["created_at"]),
            }
        )
    return tuple(found)


def _note(note: Record, case: Record, company: int, domain: str) -> Mapping[str, Any]:
    """TSANet's own notes have no company; `system` says so."""
    ours = case["submit_company_name"] if case["submit_company_id"] == company else case["receive_company_name"]
    email, name = note["creator_email"] or "", note["company_name"] or ""
    return {
        "id": str(note["id"]),
        "ours": _is_at(email, domain) if email and domain else bool(name) and name == ours,
        "system": not email and not name,
        "author": plain(note["creator_name"]) or plain(name),
        "summary": plain(note["summary"]),
        "text": plain(note["description"]),
        "at": time_of(note["created_at"]),
    }


def _is_at(email: str, domain: str) -> bool:
    return bool(domain) and email.strip().lower().endswith("@" + domain.lower())


def time_of(told: str | None) -> datetime | None:
    """TSANet writes ISO 8601; without an offset it is UTC."""
    if not told:
        return None
    try:
        read = datetime.fromisoformat(told)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
