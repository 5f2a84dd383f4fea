"""Billing as others use it, on the real kernel, following a catalogue that changes its mind."""

from pathlib import Path

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.service import Billing
from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.parts.services import config_in, running
from tests.services.billing.conftest import NEW_TERMS, TERMS, Books, Catalogue


def changed(access: str, terms: catalog.Terms | None) -> catalog.PlanChanged:
    return catalog.PlanChanged(DATABASE, "free", "Free", "", access, terms)


def test_accepting_terms_opens_the_repository(books: Books) -> None:
    books.publish()
    answer = books.accept()
    assert answer["position"].startswith("billing:")
    assert (answer["repository"], answer["entitled"]) == ("acme/db", True)
    books.services.until(lambda: books.rights_of("ada") == [("acme/db", "1")])


def test_accepting_twice_with_one_key_answers_the_same(books: Books) -> None:
    books.publish()
    answers = [books.accept(by=books.by("ada", key="k")) for _ in range(2)]
    assert answers[0] == answers[1]


def test_accepting_twice_with_two_keys_is_one_entitlement(books: Books) -> None:
    books.publish()
    books.accept()
    assert books.accept()["entitled"] is True
    assert books.told().count("billing.entitlement-granted") == 1


def test_an_outdated_version_is_refused(books: Books) -> None:
    books.publish()
    books.tell(changed("terms", NEW_TERMS))
    books.services.until(lambda: books.told().count("billing.plan-offered") == 2)
    with pytest.raises(Conflicting, match="terms-outdated: the present version of these terms is 2"):
        books.accept()


def test_new_terms_are_accepted_anew(books: Books) -> None:
    books.publish()
    books.accept()
    books.tell(changed("terms", NEW_TERMS))
    books.services.until(lambda: books.told().count("billing.plan-offered") == 2)
    books.accept(version="2")
    books.services.until(lambda: books.rights_of("ada") == [("acme/db", "2")])


def test_nobody_accepts_for_another(books: Books) -> None:
    books.publish()
    with pytest.raises(Forbidden, match="not-yours"):
        books.accept("ada", by=books.by("mallory"))


@pytest.mark.parametrize("plan", ["gold", "", "../free", "x" * 300])
def test_a_plan_that_is_not_there_is_missing(books: Books, plan: str) -> None:
    books.publish()
    with pytest.raises(Missing, match="plan-unknown"):
        books.accept(plan=plan)


def test_a_product_that_is_not_published_has_no_plans_yet(books: Books) -> None:
    books.tell(
        catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
        catalog.PlanAdded(DATABASE, "free", "Free", "", "acme/db", "terms", TERMS),
    )
    books.heard("billing.plan-offered")
    with pytest.raises(Missing, match="plan-unknown"):
        books.accept()


def test_a_plan_without_terms_has_nothing_to_accept(books: Books) -> None:
    books.publish()
    books.tell(changed("anyone", None))
    books.services.until(lambda: books.told().count("billing.plan-offered") == 2)
    with pytest.raises(Invalid, match="nothing-to-accept"):
        books.accept(version="")


def test_an_unlisted_product_is_kept_but_not_had_anew(books: Books) -> None:
    books.publish()
    books.accept()
    books.tell(catalog.ProductUnlisted(DATABASE))
    books.heard("billing.offering-closed")
    with pytest.raises(Missing, match="plan-unknown"):
        books.accept("bob")
    assert books.rights_of("ada") == [("acme/db", "1")]


def test_a_revoked_product_ends_everybodys_right(books: Books) -> None:
    books.publish()
    books.accept("ada")
    books.accept("bob")
    books.tell(catalog.ProductRevoked(DATABASE))
    books.services.until(lambda: books.told().count("billing.entitlement-ended") == 2)
    books.services.until(lambda: not books.rights_of("ada") and not books.rights_of("bob"))


def test_a_plan_that_is_now_for_subscribers_ends_what_rested_on_terms(books: Books) -> None:
    books.publish()
    books.accept()
    books.tell(changed("subscribers", TERMS))
    books.services.until(lambda: not books.rights_of("ada") and "billing.entitlement-ended" in books.told())


def test_products_listed_from_elsewhere_leave_no_trace(books: Books) -> None:
    books.tell(
        catalog.ProductDrafted("nginx", "library", "nginx", "container", external=True),
        catalog.PlanAdded("nginx", "default", "nginx", "", "nginx", "anyone", None),
        catalog.ProductPublished("nginx"),
    )
    books.publish()
    assert len(books.told()) == 4  # of the other one: noted, offered, opened, and its year


def test_what_was_said_while_billing_was_away_is_heard_afterwards(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    with running(config, Catalogue) as services:
        Books(services).tell(
            catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
            catalog.PlanAdded(DATABASE, "free", "Free", "", "acme/db", "terms", TERMS),
            catalog.ProductPublished(DATABASE),
        )
    with running(config, Catalogue, Billing) as services:
        books = Books(services)
        books.heard("billing.offering-opened")
        assert books.accept()["entitled"] is True


def test_starting_again_hears_nothing_twice(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    with running(config, Catalogue, Billing) as services:
        books = Books(services)
        books.publish()
        books.accept()
        before = books.told()
    with running(config, Catalogue, Billing) as services:
        again = Books(services)
        again.services.until(lambda: again.rights_of("ada"))
        assert again.told() == before


def test_what_passed_to_another_publisher_is_had_as_before(books: Books) -> None:
    books.publish()
    books.accept("ada")
    books.tell(catalog.ProductTransferred(DATABASE, "bobs", "db", "acme/db"))
    books.services.until(lambda: books.told().count("billing.product-noted") == 2)
    books.accept("bob")
    assert books.rights_of("ada") == books.rights_of("bob") == [("acme/db", "1")]
