"""What a publisher says of a hole in its product (OpenVEX 0.2)."""

from dataclasses import dataclass

from eventlog.decider import Context
from eventlog.refusal import Invalid, Missing
from services.certification.deciders.remediation_state import Remediation
from services.certification.events import VexStated

STATUSES = ("not_affected", "affected", "fixed", "under_investigation")
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
STATEMENT = 2_000  # characters


@dataclass(frozen=True)
class StateVex:
    publisher: str
    vulnerability: str
    status: str
    justification: str
    statement: str
    certified: bool = False  # as the repository is now: whether a clock begins where this takes an earlier word back


def state_vex(command: StateVex, state: Remediation, by: Context) -> list[VexStated]:
    if not by.has("reviewer", "operator"):
        by.must_act_for(command.publisher, "owner", "editor", "support")
    hole = state.open.get(command.vulnerability)
    if hole is None:
        raise Missing("no-such-vulnerability", command.vulnerability[:80])
    _must_be_whole(command)
    said = (command.status, command.justification, command.statement.strip())
    before = state.vex.get(command.vulnerability)
    if before is not None and said == (before.status, before.justification, before.statement):
        return []
    found = hole.found
    named = (found.vulnerability, found.product, found.repository, found.advisory, found.package)
    return [VexStated(*named, *said, by.actor, by.at)]


def _must_be_whole(command: StateVex) -> None:
    if command.status not in STATUSES:
        raise Invalid("vex-status-unknown", ", ".join(STATUSES))
    if command.status == "not_affected" and command.justification not in JUSTIFICATIONS:
        raise Invalid("vex-justification-missing", ", ".join(JUSTIFICATIONS))
    if command.status != "not_affected" and command.justification:
        raise Invalid("vex-justification-missing", "of what is not_affected alone")
    if len(command.statement) > STATEMENT or (command.status == "affected" and not command.statement.strip()):
        raise Invalid("vex-statement-missing", f"1 to {STATEMENT} characters")
