"""Word from the payment company is kept once."""

from eventlog.testing import Scenario, acting
from services.billing.deciders.notice import ReceiveNotice, notice
from tests.controls.payments import payment_told

heard = ReceiveNotice(
    payment_told.processor, payment_told.notice, payment_told.type, payment_told.object, payment_told.created
)
company = Scenario(notice, acting("policy:stripe"))


def test_its_word_is_kept() -> None:
    company.when(heard).then(payment_told)


def test_the_same_word_again_changes_nothing() -> None:
    company.given(payment_told).when(heard).then()
