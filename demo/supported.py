"""What the demonstration's customers asked: one ticket with its publisher, one that waits, one that nobody has yet."""

from typing import Any

from demo.api import Api

PRODUCT = "harbourline/tidewater-db"
PUBLISHER = "harbourline"
OBSERVATORY = "northwick"
WEEK = [{"weekday": day, "start": 8 * 60, "end": 18 * 60} for day in range(5)]
CALENDAR = {"zone": "Europe/London", "hours": WEEK, "holidays": "GB-ENG"}
FORM = [
    {"name": "nodes", "label": "How many nodes run it", "kind": "text", "required": True},
    {
        "name": "storage",
        "label": "Where its data lies",
        "kind": "choice",
        "required": True,
        "options": ["disk", "bucket"],
    },
]
READY = {
    "name": "Ask for what the doctor says",
    "text": "Please run tidewater doctor in one container of {product} and send what it prints.",
    "waits": True,
}
SLOW = {
    "product": PRODUCT,
    "plan": "team",
    "version": "4.2.1",
    "priority": 2,
    "summary": "Restarting a node takes four minutes",
    "description": "Since the compaction of last night a node needs four minutes to come up again; it was ten seconds.",
}
STANDBY = {
    "product": PRODUCT,
    "plan": "team",
    "priority": 4,
    "summary": "Does a standby node need a licence?",
    "description": "We keep one node switched off for the case of need. Is it counted?",
}
ADDRESS = {
    "priority": 3,
    "summary": "The invoice shows our old address",
    "description": "We moved in October. Can the last invoice be written anew?",
    "holder": OBSERVATORY,
}


def ask(customer: Api, support: Api, publisher: Api) -> None:
    """Each only once."""
    _promise(publisher, support)
    known = {one["summary"]: one for one in customer.get("/tickets")["items"]}
    slow, standby, _ = [known.get(one["summary"]) or _open(customer, one) for one in (SLOW, STANDBY, ADDRESS)]
    if slow["state"] == "open" and slow["owner"] == "store":
        _hand_over(support, publisher, f"/tickets/{slow['id']}")
    if standby["waiting_on"] == "store":
        text = "Which of the plans do you have in mind, Team or Fleet? Fleet counts nodes, Team does not."
        support.post(f"/tickets/{standby['id']}/replies", {"text": text, "waits": True})


def _promise(publisher: Api, support: Api) -> None:
    if not publisher.get(f"/desks/{PUBLISHER}/form")["form"]:
        publisher.put(f"/desks/{PUBLISHER}/calendar", CALENDAR)
        publisher.put(f"/desks/{PUBLISHER}/form", {"form": FORM})
        publisher.put(f"/desks/{PUBLISHER}/macros", READY)


def _open(customer: Api, asked: dict[str, Any]) -> dict[str, Any]:
    opened: dict[str, Any] = customer.post("/tickets", asked, key=f"demonstration-{asked['summary']}".replace(" ", "-"))
    return opened


def _hand_over(support: Api, publisher: Api, ticket: str) -> None:
    """Asked, and answered by a question: the desk has to say something now."""
    told = support.get(ticket)
    if told["handover"] is None:
        support.post(f"{ticket}/assign", {"assignee": support.get("/me")["id"]})
        support.post(f"{ticket}/notes", {"text": "Two reviews tell the same of large stores. Harbourline may know it."})
        answers = {"nodes": "5", "storage": "disk"}
        told = support.post(f"{ticket}/handovers", {"to": PUBLISHER, "by": "direct", "answers": answers})
    if told["state"] == "requested":
        handover = f"/handovers/{told['id']}"
        publisher.post(
            f"{handover}/request-information", {"text": "Does tidewater doctor list more than 200 segments?"}
        )
