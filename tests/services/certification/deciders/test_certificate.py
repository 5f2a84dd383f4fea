"""A digest is certified until a day, and no longer."""

from dataclasses import replace
from datetime import date

from eventlog.testing import Scenario, acting
from services.certification.deciders.certificate import (
    ExpireCertificate,
    IssueCertificate,
    RenewCertificate,
    RevokeCertificate,
    certificate,
)
from tests.controls import certification as told
from tests.services.certification.deciders.stories import NOW, ada, ruth

story = Scenario(certificate, ruth).on(NOW)
certified = story.given(told.issued)
ISSUE = IssueCertificate(**{name: value for name, value in vars(told.issued).items() if name != "since"})
RENEW = RenewCertificate(told.renewed.until, "acme")
REVOKE = RevokeCertificate(told.revoked.reason)


def test_what_was_accepted_is_certified() -> None:
    story.when(ISSUE).then(told.issued)


def test_a_certificate_is_issued_once_for_a_submission() -> None:
    certified.when(ISSUE).then()
    certified.given(told.revoked).when(ISSUE).then()


def test_a_later_examination_of_the_same_digest_certifies_it_anew() -> None:
    certified.given(told.expired).when(replace(ISSUE, submission="later")).then(
        replace(told.issued, submission="later")
    )


def test_a_certificate_is_renewed() -> None:
    certified.on(date(2027, 10, 1)).when(RENEW).then(told.renewed)
    certified.given(told.expired).on(date(2027, 12, 1)).when(RENEW).then(told.renewed)


def test_renewing_twice_changes_nothing() -> None:
    certified.given(told.renewed).when(RENEW).then()


def test_nobody_but_a_reviewer_renews() -> None:
    certified.by(ada).when(RENEW).then_refused("staff-only")


def test_nobody_renews_a_certificate_of_a_publisher_that_they_act_for() -> None:
    certified.by(acting(told.RUTH, "reviewer", "acme:editor")).when(RENEW).then_refused("own-submission")


def test_renewing_makes_it_no_shorter() -> None:
    certified.when(RenewCertificate(date(2027, 1, 1), "acme")).then_refused("day-out-of-range")


def test_what_was_revoked_is_not_renewed() -> None:
    certified.given(told.revoked).when(RENEW).then_refused("certificate-revoked")


def test_a_certificate_ends_after_its_last_day() -> None:
    certified.on(date(2027, 11, 3)).when(ExpireCertificate()).then(told.expired)


def test_a_certificate_that_was_renewed_does_not_end() -> None:
    certified.given(told.renewed).on(date(2027, 11, 3)).when(ExpireCertificate()).then()


def test_a_certificate_ends_once() -> None:
    certified.given(told.expired).on(date(2027, 11, 4)).when(ExpireCertificate()).then()


def test_a_certificate_is_revoked() -> None:
    certified.when(REVOKE).then(told.revoked)


def test_revoking_twice_changes_nothing() -> None:
    certified.given(told.revoked).when(REVOKE).then()


def test_nobody_revokes_without_saying_why() -> None:
    certified.when(RevokeCertificate(" ")).then_refused("reasons-missing")


def test_what_was_never_certified_is_not_revoked() -> None:
    story.when(REVOKE).then_refused("no-such-certificate")
