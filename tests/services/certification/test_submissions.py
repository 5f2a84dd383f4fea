"""A publisher sends an image in, it is examined, and a person decides."""

from tests.controls import certification as told
from tests.services.certification.desk import DONE, Desk, says

AMD, ARM = told.AMD64.platform, told.ARM64.platform


def test_an_image_is_sent_in_examined_and_certified(desk: Desk) -> None:
    desk.will_say(*says(AMD, ARM), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    answer = desk.rpc.certify(sent, "2026-12-31", desk.ruth())
    assert answer["state"] == "accepted"
    certificate = desk.services.until(lambda: desk.submission(sent)["certificate"])
    assert (certificate["state"], certificate["platforms"]) == ("valid", [AMD, ARM])
