"""What the store's child tells of a check is noted, and told again to whoever reads the submission."""

import json
from datetime import date
from typing import Any

from eventlog.schema import registry
from services.certification.checks.outcome import Finding
from services.certification.deciders.remediation_state import Remediation
from services.certification.deciders.submission_state import Submission, evolve
from services.certification.events import CheckFinished
from services.certification.examining.report import Weighed
from services.certification.policies.examination import command_of
from services.certification.policies.reporting import platforms_of
from services.certification.reports.json_ import check, in_codes
from tests.controls import certification as told
from vocabulary.findings import said

TODAY = date(2026, 11, 30)
TOO_MANY = said("too-many-layers", layers=41, allowed=40)


def told_again(weighed: Weighed) -> dict[str, Any]:
    """As pages get it: said by the child, noted, stored, read and told."""
    line = json.loads(json.dumps({"line": "check", "platform": told.AMD64.platform, **in_codes(weighed)}))
    command = command_of(line | {"check": line.pop("id")}, told.opened)
    stored = registry.dump(CheckFinished(submission=told.SUBMISSION, **vars(command)))
    state = evolve(Submission(told.opened), registry.load(*stored))
    assert isinstance(state, Submission)
    (found,) = platforms_of(state, {}, Remediation(), TODAY)[0]["checks"]
    return dict(found)


def test_a_findings_sentence_keeps_its_code_and_what_it_names() -> None:
    weighed = Weighed("layers", "shape", "", "advice", "advice", "41 layers", (Finding("manifest", TOO_MANY, "join"),))
    (finding,) = told_again(weighed)["findings"]
    particulars = {"layers": "41", "allowed": "40"}
    assert finding == {
        "where": "manifest",
        "what": str(TOO_MANY),
        "do": "join",
        "code": "too-many-layers",
        "particulars": particulars,
    }


def test_why_it_was_not_run_keeps_its_code_too() -> None:
    found = told_again(Weighed("starts", "dynamic", "", "required", "not_run", said("no-engine")))
    assert (found["told"], found["code"]) == ("No engine is set up on which it could be tried.", "no-engine")


def test_reports_for_programs_tell_it_in_english_alone() -> None:
    weighed = Weighed("layers", "shape", "", "advice", "advice", "", (Finding("manifest", TOO_MANY, "join"),))
    assert check(weighed)["findings"] == [{"where": "manifest", "what": "has 41 layers, 40 are allowed", "do": "join"}]
    assert "code" not in check(weighed)
