"""Products of several images: who gets their compose file, and what is said of each image in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.catalog.events import ComposedImage, ComposeFileReleased, ComposeFileWithdrawn, PlatformImage, Remark
from services.catalog.events import VersionReleased as Released
from tests.controls import vulnerabilities
from tests.controls.vulnerabilities import AMD64, INDEX
from tests.gateway.catalog.test_trust_api import ISSUED
from tests.gateway.counter import Counter, bearer
from vocabulary.digest import Digest

STACK, ID = "acme/stack", "id-acme-stack"
AT = datetime(2026, 11, 2, tzinfo=UTC)
TEXT = "services:\n  web:\n    image: localhost:5000/acme/stack:web-1.0.0\n    privileged: true\n"
OWN = ComposedImage("localhost:5000/acme/stack", "web-1.0.0", "", "own", STACK)
REDIS = ComposedImage("docker.io/library/redis", "7", "", "elsewhere", "")
REMARK = Remark("host-access", "services.web.privileged, line 4", "has every power over the host", "Leave it out")
FILE = ComposeFileReleased(
    product=ID,
    plan="pro",
    repository=STACK,
    version="1.0.0",
    digest=str(Digest.of(TEXT.encode())),
    text=TEXT,
    images=(OWN, REDIS),
    remarks=(REMARK,),
    notes="First.",
    at=AT,
)
COMPOSITION = f"composition-{STACK}"
NEWER = replace(FILE, version="1.10.0", text="services: {}\n", digest=str(Digest.of(b"services: {}\n")))
API = f"/api/v1/products/{STACK}/plans/pro/compose"


def shop(folder: Path, access: str = "anyone", **more: Any) -> Counter:
    counter = Counter(folder)
    counter.product(STACK, access=access, kind="compose", **more)
    image = Released(
        "r", ID, "pro", STACK, "web-1.0.0", INDEX, (PlatformImage("linux/amd64", AMD64, 1, 1),), "", "", AT
    )
    counter.tell((f"repository-{STACK}", image), (COMPOSITION, FILE))
    return counter


@pytest.fixture
def stack(tmp_path: Path) -> Counter:
    return shop(tmp_path)


def test_whoever_may_pull_gets_the_file_and_its_digest(stack: Counter) -> None:
    told = stack.client().get(API).get_json()
    assert (told["text"], told["digest"], told["file_name"]) == (TEXT, FILE.digest, "stack-1.0.0.yaml")
    kept = stack.client().get(f"{API}.yaml")
    assert (kept.get_data(as_text=True), kept.mimetype) == (TEXT, "application/yaml")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="stack-1.0.0.yaml"'


def test_the_newest_version_is_got_unless_another_is_asked_for(stack: Counter) -> None:
    stack.tell((COMPOSITION, NEWER), (COMPOSITION, replace(FILE, version="1.9.0", at=AT + timedelta(days=9))))
    told = stack.client().get(API).get_json()
    assert (told["version"], told["versions"]) == ("1.10.0", ["1.10.0", "1.9.0", "1.0.0"])
    assert stack.client().get(f"{API}?version=1.0.0").get_json()["version"] == "1.0.0"
    assert stack.client().get(f"{API}.yaml?version=3").get_json()["code"] == "no-such-version"


def test_a_withdrawn_version_is_not_got(stack: Counter) -> None:
    stack.tell((COMPOSITION, ComposeFileWithdrawn(ID, "pro", STACK, "1.0.0", FILE.digest, "It loses data.")))
    assert stack.client().get(API).get_json()["code"] == "no-such-version"
    assert stack.client().get(f"/api/v1/products/{STACK}").get_json()["plans"][0]["pull_command"] is None


@pytest.mark.parametrize(
    ("access", "terms", "code"),
    [
        ("signed_in", "", "sign-in-needed"),
        ("terms", "1", "sign-in-needed"),
        ("subscribers", "", "sign-in-needed"),
    ],
)
def test_the_plan_stands_before_the_file_as_before_its_images(
    tmp_path: Path, access: str, terms: str, code: str
) -> None:
    counter = shop(tmp_path, access, terms=terms)
    refused = [counter.client().get(path) for path in (API, f"{API}.yaml")]
    assert [(one.status_code, one.get_json()["code"]) for one in refused] == [(403, code)] * 2


def test_who_has_the_right_gets_it(tmp_path: Path) -> None:
    counter = shop(tmp_path, "subscribers")
    bob, ada = (counter.token(counter.account(name)) for name in ("bob", "ada"))
    counter.entitle("ada", STACK)
    assert counter.client().get(API, headers=bearer(bob)).get_json()["code"] == "subscription-needed"
    assert counter.client().get(API, headers=bearer(ada)).get_json()["text"] == TEXT


def test_a_draft_looks_as_if_it_were_not_there(tmp_path: Path) -> None:
    counter = shop(tmp_path, published=False)
    assert counter.client().get(API).status_code == 404
    assert counter.client().get(f"{API}.yaml").status_code == 404


def test_each_image_says_whether_it_is_certified(stack: Counter) -> None:
    images = stack.client().get(API).get_json()["images"]
    assert [(one["place"], one["certified"], one["grade"]) for one in images] == [
        ("own", None, None),
        ("elsewhere", None, None),
    ]
    certified = replace(ISSUED, product=ID, repository=STACK, tag="web-1.0.0")
    rated = replace(vulnerabilities.rated, product=ID, repository=STACK)
    stack.tell((f"certificate-{STACK}@{INDEX}", certified), (f"image-{STACK}@{INDEX}", rated))
    told = stack.client().get(API).get_json()
    assert told["images"][0]["certified"]["until"] == "2027-11-01"
    assert told["images"][0]["grade"]
    assert told["certified"] is False


def test_a_stack_is_certified_as_soon_as_all_of_it_is(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.product(STACK, kind="compose")
    whole = replace(FILE, images=(replace(OWN, tag="", digest=INDEX),))
    counter.tell((COMPOSITION, whole))
    assert counter.client().get(API).get_json()["certified"] is False
    counter.tell((f"certificate-{STACK}@{INDEX}", replace(ISSUED, product=ID, repository=STACK)))
    assert counter.client().get(API).get_json()["certified"] is True


def test_the_product_names_the_command_that_keeps_its_file(stack: Counter) -> None:
    (plan,) = stack.client().get(f"/api/v1/products/{STACK}").get_json()["plans"]
    assert plan["pull_command"] == "docker store get acme/stack/pro"


def test_its_page_shows_how_it_is_started_with_what_and_what_it_reaches(stack: Counter) -> None:
    page = stack.client().get(f"/{STACK}").get_data(as_text=True)
    for text in (
        "docker store get acme/stack/pro",
        "docker compose -f stack-1.0.0.yaml up -d",
        f'href="{API}.yaml?version=1.0.0"',
        "localhost:5000/acme/stack:web-1.0.0",
        "docker.io/library/redis:7",
        "of another registry, not checked here",
        "It reaches out of its containers.",
        "services.web.privileged, line 4",
    ):
        assert text in page, text


def test_without_a_file_there_is_no_command(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.product(STACK, kind="compose")
    assert "docker store get" not in counter.client().get(f"/{STACK}").get_data(as_text=True)
