"""What an image is beside its files, told without its secrets."""

from services.certification.scan.shape import shape_of
from tests.services.certification.images import image_of

PLAIN = {"etc/os-release": b"ID=debian\n"}


def config_of(**told: object) -> dict[str, str]:
    found: dict[str, str] = shape_of(image_of(PLAIN, config=told))["config"]
    return found


def test_configuration_is_told_field_by_field() -> None:
    told = config_of(User="app", Cmd=["serve", "--fast"], ExposedPorts={"80/tcp": {}}, Env=["LANG=C.UTF-8"])
    assert (told["user"], told["command"], told["ports"]) == ("app", "serve --fast", "80/tcp")
    assert told["variable LANG"] == "C.UTF-8"


def test_a_secret_is_seen_to_change_and_not_told() -> None:
    before, after = (config_of(Env=[f"DB_PASSWORD={each}"])["variable DB_PASSWORD"] for each in ("hunter2", "hunter3"))
    assert before != after
    assert "hunter" not in before + after


def test_a_password_within_an_address_is_not_told() -> None:
    told = config_of(Env=["DATABASE_URL=postgres://app:hunter2@db/shop", "HOME_PAGE=https://acme.example/a:b"])
    assert "hunter2" not in told["variable DATABASE_URL"]
    assert told["variable HOME_PAGE"] == "https://acme.example/a:b"


def test_layers_are_told_lowest_first() -> None:
    image = image_of(PLAIN, {"app": b"x"})
    assert [layer for layer, _ in shape_of(image)["layers"]] == [layer.digest for layer in image.layers]
