"""A publisher pays once for each year that a product stands on the shelves."""

from dataclasses import replace
from datetime import date, timedelta

from eventlog.testing import Scenario, acting
from services.billing.deciders.listing import BeginListingYear
from services.billing.deciders.offering import OpenOffering, offering
from services.billing.events import ListingYearBegun, OfferingOpened, ProductNoted
from tests.controls import billing as controls
from tests.controls.billing import ADA, ANNIVERSARY, DATABASE, FIRST, LISTING_FEE
from vocabulary.money import Money

approved = Scenario(offering, acting("policy:catalog")).on(FIRST).given(controls.product_noted, controls.plan_offered)
published = approved.given(controls.opened, controls.listing_year)
unlisted = published.given(controls.closed)
transferred = published.given(ProductNoted(DATABASE, "bobs/db"))
DAY = timedelta(days=1)
publish, year_is_over = OpenOffering(LISTING_FEE), BeginListingYear(ANNIVERSARY, LISTING_FEE)
opened = OfferingOpened(DATABASE)


def year(starts: date, **changed: object) -> ListingYearBegun:
    ends = starts.replace(year=starts.year + 1)
    return replace(controls.listing_year, starts=starts, ends=ends, on=starts, **changed)


def test_publishing_begins_a_year_that_is_paid_for() -> None:
    approved.when(publish).then(opened, controls.listing_year)


def test_a_year_begins_for_nothing_where_there_is_no_fee() -> None:
    approved.when(OpenOffering(None)).then(opened, controls.free_year)
    approved.when(OpenOffering(Money(0, "USD"))).then(opened, controls.free_year)


def test_the_stores_own_choice_pays_nothing() -> None:
    official = approved.given(ProductNoted(DATABASE, "library/db"))
    free = replace(controls.free_year, publisher="library", address="library/db")
    official.when(publish).then(opened, free)


def test_a_product_listed_from_elsewhere_has_no_years() -> None:
    Scenario(offering, acting("policy:catalog")).when(publish).then_refused("product-unknown")


def test_the_next_year_begins_when_the_last_one_ends() -> None:
    published.on(ANNIVERSARY).when(year_is_over).then(year(ANNIVERSARY))


def test_a_year_begins_once() -> None:
    second = published.given(year(ANNIVERSARY)).on(ANNIVERSARY)
    second.when(year_is_over).then()
    published.when(publish).then()


def test_a_deadline_that_comes_late_makes_no_year_longer() -> None:
    late = ANNIVERSARY + 40 * DAY
    published.on(late).when(year_is_over).then(replace(year(ANNIVERSARY), on=late))


def test_who_comes_back_within_the_year_does_not_pay_again() -> None:
    unlisted.on(ANNIVERSARY - DAY).when(publish).then(opened)


def test_what_is_off_the_shelves_begins_no_year() -> None:
    unlisted.on(ANNIVERSARY).when(year_is_over).then()
    published.given(controls.revoked).on(ANNIVERSARY).when(year_is_over).then()


def test_who_comes_back_later_begins_a_year_then() -> None:
    back = ANNIVERSARY + 20 * DAY
    unlisted.on(back).when(publish).then(opened, year(back))
    unlisted.given(opened, year(back)).on(back).when(year_is_over).then()


def test_a_product_that_passed_on_is_paid_for_by_who_has_it_when_the_next_year_begins() -> None:
    theirs = year(ANNIVERSARY, publisher="bobs", address="bobs/db")
    transferred.on(ANNIVERSARY - DAY).given(controls.closed).when(publish).then(opened)
    transferred.on(ANNIVERSARY).when(year_is_over).then(theirs)


def test_a_changed_fee_counts_for_the_years_that_begin_later() -> None:
    dearer = Money(12000, "EUR")
    published.when(OpenOffering(dearer)).then()
    published.on(ANNIVERSARY).when(BeginListingYear(ANNIVERSARY, dearer)).then(year(ANNIVERSARY, fee=dearer))


def test_a_fee_that_is_new_waits_for_the_end_of_a_year_that_began_without() -> None:
    free = approved.given(controls.opened, controls.free_year)
    free.given(controls.closed).on(ANNIVERSARY - DAY).when(publish).then(opened)
    free.on(ANNIVERSARY).when(year_is_over).then(year(ANNIVERSARY))


def test_what_was_on_the_shelves_before_there_were_years_begins_one_now() -> None:
    old, first = approved.given(controls.opened), BeginListingYear(None, LISTING_FEE)
    old.when(first).then(controls.listing_year)
    published.when(first).then()
    old.given(controls.closed).when(first).then()


def test_a_year_from_the_29th_of_february_ends_on_the_28th() -> None:
    leap = date(2028, 2, 29)
    begun = replace(controls.listing_year, starts=leap, ends=date(2029, 2, 28), on=leap)
    approved.on(leap).when(publish).then(opened, begun)


def test_nobody_begins_a_year_by_hand() -> None:
    published.by(acting(ADA, "finance")).on(ANNIVERSARY).when(year_is_over).then_refused("follows-the-catalogue")
