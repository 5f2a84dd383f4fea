"""Named examples of billing's events."""

from dataclasses import replace
from datetime import date

from services.billing.events import (
    EntitlementEnded,
    EntitlementGranted,
    ListingYearBegun,
    OfferingClosed,
    OfferingOpened,
    OfferingRevoked,
    PlanOffered,
    PlanWithdrawn,
    ProductNoted,
    TermsAccepted,
)
from services.catalog.events import LicenceField, Price
from tests.controls import credit, deals, invoices, keys, licences, payees, payments, seats, subscriptions, taxes
from vocabulary.money import Money

ADA = "0198a000-0000-7000-8000-00000000000a"
DATABASE = "0198a000-0000-7000-8000-0000000000db"

product_noted = ProductNoted(DATABASE, "acme/db")
plan_offered = PlanOffered(DATABASE, "free", "acme/db", "acme/db", "terms", "1", "sha256:" + "11" * 32, "Free")
second_terms = replace(plan_offered, terms_version="2", terms_digest="sha256:" + "22" * 32)
for_subscribers = replace(plan_offered, access="subscribers")
open_to_all = replace(plan_offered, plan="open", access="anyone", terms_version="", terms_digest="")
PRICE = Price((Money(4900, "USD"), Money(4500, "EUR")), "month", (), 14, trial_needs_card=False, by_order=False)
LICENCE_FIELDS = (LicenceField("nodes", "Nodes", "integer", "3", (), hidden=False),)
team_offered = PlanOffered(
    product=DATABASE,
    plan="team",
    address="acme/db",
    repository="acme/team",
    access="subscribers",
    terms_version="1",
    terms_digest="sha256:" + "11" * 32,
    name="Team",
    price=PRICE,
    licence_fields=LICENCE_FIELDS,
)
plan_withdrawn = PlanWithdrawn(DATABASE, "free")
opened = OfferingOpened(DATABASE)
closed = OfferingClosed(DATABASE)
revoked = OfferingRevoked(DATABASE)
LISTING_FEE = Money(9900, "USD")
FIRST, ANNIVERSARY = date(2026, 1, 15), date(2027, 1, 15)
listing_year = ListingYearBegun(DATABASE, "acme", "acme/db", FIRST, ANNIVERSARY, LISTING_FEE, FIRST)
free_year = replace(listing_year, fee=None)
accepted = TermsAccepted(ADA, DATABASE, "free", "1", plan_offered.terms_digest, ADA)
granted = EntitlementGranted(ADA, "acme/db", DATABASE, "free", None, "terms-accepted", "1")
ended = EntitlementEnded(ADA, "acme/db", DATABASE, "free", "product-revoked")

EVERY_EVENT = (
    product_noted,
    team_offered,
    plan_withdrawn,
    opened,
    closed,
    revoked,
    listing_year,
    accepted,
    granted,
    ended,
    *credit.EVERY_EVENT,
    *deals.EVERY_EVENT,
    *payments.EVERY_EVENT,
    *invoices.EVERY_EVENT,
    *keys.EVERY_EVENT,
    *licences.EVERY_EVENT,
    *payees.EVERY_EVENT,
    *seats.EVERY_EVENT,
    *subscriptions.EVERY_EVENT,
    *taxes.EVERY_EVENT,
)
