"""What is asked of the stand-in, looked at closely: no name but TSANet's, nothing left out, nothing too long."""

from typing import Any

from demo.peers.tsanet.fields import MOST
from demo.peers.tsanet.members import Department, Member
from demo.peers.tsanet.refusing import wrong

Object = dict[str, Any]
BROKEN = "Error processing request"  # all that TSANet says where an engineer's address is missing or another's


def must_hold(given: Any, known: set[str], *needed: str) -> Object:
    """`given` as an object of these names and no others."""
    if not isinstance(given, dict):
        raise wrong("Malformed JSON request")
    if strange := sorted(given.keys() - known):
        raise wrong(f"Unrecognized field: {', '.join(strange)}")
    for name in needed:
        if not str(given.get(name) or "").strip():
            raise wrong(f"{name} must not be empty.")
    for name, most in MOST.items():
        if len(str(given.get(name) or "")) > most:
            raise wrong(f"{name} exceeds maximum length of {most} characters.")
    return given


def must_be_engineer(given: Object, member: Member) -> None:
    if not str(given.get("engineerEmail") or "").lower().endswith("@" + member.domain):
        raise wrong(BROKEN)


def must_fill_in(given: Object, department: Department) -> None:
    answers = {each.get("fieldId"): str(each.get("value") or "") for each in given.get("customFields") or []}
    missing = [each["label"] for each in department.fields if each["required"] and not answers.get(each["fieldId"])]
    if missing:
        raise wrong(f"Required custom fields are missing values: {', '.join(missing)}")
    for each in department.fields:
        value, options = answers.get(each["fieldId"], ""), each["options"].split("\r\n")
        if each["type"] == "SELECT" and value and value not in options:
            raise wrong(f"{each['label']} is not one of its options.")
