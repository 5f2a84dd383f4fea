"""What the demonstration's customers bought: a trial, a paid month, and an organisation's fleet by invoice."""

from typing import Any

from demo.api import Api

PRODUCT = "harbourline/tidewater-db"
OBSERVATORY = "northwick"
PAYS = "pm_card_visa"  # the card of the test number 4242 4242 4242 4242


def buy(customer: Api, other: Api) -> None:
    """Each only once; `other` is another person's way in. Where no cards are taken, the invoice alone is bought."""
    _details(customer, "", "Ida Marsh", "7 Quay Street\nDover CT16 1AA", "GB")
    _details(other, "", "Sam Tiller", "3 Harbour Road\nBoston, MA 02110", "US")
    _subscribe(other, "team", card=True)
    _subscribe(customer, "team", card=True, trial=True)
    if customer.find(f"/organizations/{OBSERVATORY}") is None:
        customer.post("/organizations", {"slug": OBSERVATORY, "name": "Northwick Observatory"})
    _details(customer, OBSERVATORY, "Northwick Observatory", "Northwick Hill\nDover CT15 5XX", "GB")
    _subscribe(customer, "fleet", holder=OBSERVATORY, payment="invoice")


def _details(api: Api, holder: str, name: str, address: str, country: str) -> None:
    told = {"name": name, "address": address, "country": country, "email": "", "holder": holder}
    if api.get("/billing/details", holder=holder)["details"] is None:
        api.put("/billing/details", told)


def _subscribe(api: Api, plan: str, *, holder: str = "", card: bool = False, **wanted: Any) -> None:
    address = f"{PRODUCT}/{plan}"
    if any(one["plan"] == address for one in api.get("/subscriptions", holder=holder)["items"]):
        return
    told = api.get("/billing/details", holder=holder)
    if card and not told["pays_by_card"]:
        return
    if card and not told["methods"]:
        api.post("/billing/payment-methods", {"token": PAYS, "holder": holder})
    _accept(api, plan, holder)
    api.post("/subscriptions", {"plan": address, "holder": holder, **wanted}, key=f"demonstration-{holder}-{plan}")


def _accept(api: Api, plan: str, holder: str) -> None:
    offered = next(one for one in api.get(f"/products/{PRODUCT}")["plans"] if one["id"] == plan)
    if offered["terms"]:
        named = {"holder": holder} if holder else {}
        version = offered["terms"]["version"]
        api.post(f"/products/{PRODUCT}/plans/{plan}/terms", {"version": version, **named})
