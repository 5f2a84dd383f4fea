from cli.chandlery.certifying.observing import of_its_platform
from services.certification.scan.observed import Step, Tried


def tried(told: str) -> Tried:
    return Tried("29.1", {"starts": Step("starts", done=False, told=told), "utc": Step("utc", done=True)})


def test_an_engine_of_another_platform_tried_nothing() -> None:
    told = of_its_platform(tried("exec /db: exec format error"), "linux/arm64")
    assert (told.steps, told.problem) == ({}, "The engine runs no programs of linux/arm64.")


def test_an_image_that_does_not_start_was_tried_all_the_same() -> None:
    told = tried("It ended with exit code 1.")
    assert of_its_platform(told, "linux/amd64") == told
