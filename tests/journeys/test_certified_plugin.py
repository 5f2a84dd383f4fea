"""Pushed → tried on a real engine → certified → released → installed, used, upgraded and removed by a customer."""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.makers import Maker, done
from tests.journeys.people import Person, signs_up, soon_done
from tests.parts import plugins
from tests.parts.docker import Docker
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store
from vocabulary import elf

pytestmark = pytest.mark.journey

EXAMINED = 180  # seconds that an engine on a busy machine may take to try a plugin
ON_AN_ENGINE = ("installs", "enables", "disables", "upgrades", "removes")
SAID = "said through a plugin"


def pushed(maker: Maker, name: str, kind: str, version: str) -> str:
    """By docker's own commands, into staging; returns the digest."""
    reference, made = maker.staging(name, version), maker.folder / f"{name}-{version}"
    (made / "rootfs").mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(plugins.rootfs())) as archive:
        archive.extractall(made / "rootfs", filter="tar")
    told = {**plugins.config(kind), "description": f"{kind} {version}"}
    (made / "config.json").write_text(json.dumps(told))
    for words in (("create", reference, str(made)), ("push", reference), ("rm", reference)):
        done(maker.person.docker("plugin", *words))
    staged = maker.staged(name, version)
    assert staged["kind"] == "plugin"
    return str(staged["digest"])


def examined(maker: Maker, product: str, version: str, digest: str) -> tuple[str, dict[str, str]]:
    """The submission's id, and what became of each check."""
    wanted = {"product": product.removeprefix("/products/"), "plan": "free", "tag": version, "digest": digest}
    submission = maker.does("POST", "/submissions", wanted | {"engine_version": "28.2.2"})["id"]
    ended = lambda: maker.sees(f"/submissions/{submission}")["state"] != "examining"  # noqa: E731
    wait_until(ended, EXAMINED, "it was not examined")
    told = maker.sees(f"/submissions/{submission}")
    assert told["state"] == "in_review", told
    (platform,) = told["platforms"]
    return submission, {check["id"]: check["outcome"] for check in platform["checks"]}


def sold(maker: Maker, name: str, kind: str) -> tuple[str, str]:
    """A plugin of this kind in its version 1.0.0, certified and released: its product, and where it is installed from.

    What only an engine can tell was tried on one, what plugins of this kind do as well.
    """
    product = maker.offers(name, "plugin")
    digest = pushed(maker, name, kind, "1.0.0")
    submission, told = examined(maker, product, "1.0.0", digest)
    assert {told[check] for check in (*ON_AN_ENGINE, kind)} == {"pass"}, told
    certified(maker, submission)
    maker.releases(product, "1.0.0", digest)
    return product, on_shelves(maker, product)


def in_the_way(maker: Maker, submission: str) -> set[str]:
    return {block["check"] for block in maker.sees(f"/submissions/{submission}")["in_the_way"]}


def certified(maker: Maker, submission: str) -> None:
    """What a plugin made of nothing lacks is waived by name, and a reviewer lets it pass."""
    until = f"{datetime.now(UTC).year + 1}-06-30"
    waived = in_the_way(maker, submission)
    assert waived.isdisjoint({*ON_AN_ENGINE, "volume", "log", "interface"})
    for check in waived:
        maker.reviewed(f"/submissions/{submission}/waive", {"check": check, "reason": "For a test.", "until": until})
    assert maker.reviewed(f"/submissions/{submission}/certify")["state"] == "accepted"


def on_shelves(maker: Maker, product: str) -> str:
    """Where it is installed from, once its badge says that it is certified."""
    maker.publishes(product)
    address = product.removeprefix("/products/")
    badge = lambda: b"certified 1.0.0" in maker.store.call("GET", f"/badge/{address}.svg").body  # noqa: E731
    wait_until(badge, PATIENCE, "the badge does not say certified")
    return f"{maker.store.registry}/{address}"


@pytest.fixture
def customer(bare: Store, docker: Docker) -> Person:
    return signs_up(bare, docker)


def installed(customer: Person, reference: str) -> None:
    """Refused to who is not signed in; why, engines of 20.10 keep to themselves where a plugin is concerned."""
    install = ("plugin", "install", "--grant-all-permissions", reference)
    assert not customer.docker(*install).ok
    done(customer.login())
    soon_done(lambda: customer.docker(*install))


def removed(docker: Docker, reference: str) -> None:
    done(docker("plugin", "disable", reference))
    done(docker("plugin", "rm", reference))
    assert reference not in done(docker("plugin", "ls"))


def tool(docker: Docker, folder: Path) -> str:
    """An image whose one program says a line."""
    file, architecture = folder / "tool.tar", done(docker("version", "--format", "{{.Server.Arch}}"))
    with tarfile.open(file, "w") as archive:
        content = elf.program(architecture, f"{SAID}\n")
        entry = tarfile.TarInfo("say")
        entry.size, entry.mode = len(content), 0o755
        archive.addfile(entry, io.BytesIO(content))
    return done(docker("import", str(file)))


@contextmanager
def keeping(docker: Docker, image: str) -> Iterator[str]:
    """A container that has the volume, and is gone afterwards."""
    container = done(docker("create", "--network", "none", "--volume", "harbour:/kept", image, "/say"))
    try:
        yield container
    finally:
        done(docker("rm", "--force", container))


def put(docker: Docker, image: str, file: Path) -> None:
    with keeping(docker, image) as container:
        done(docker("cp", str(file), f"{container}:/kept/kept"))


def kept(docker: Docker, image: str, into: Path) -> str:
    with keeping(docker, image) as container:
        done(docker("cp", f"{container}:/kept/kept", str(into)))
    return into.read_text()


def test_a_volume_plugin_is_certified_installed_used_upgraded_and_removed(
    maker: Maker, customer: Person, tmp_path: Path
) -> None:
    product, name = sold(maker, "keeper", "volume")
    docker, reference = customer.docker, f"{name}:1.0.0"
    installed(customer, reference)
    image = tool(docker, tmp_path)
    done(docker("volume", "create", "--driver", reference, "harbour"))
    (tmp_path / "given").write_text("what a customer keeps\n")
    put(docker, image, tmp_path / "given")

    maker.releases(product, "1.1.0", pushed(maker, "keeper", "volume", "1.1.0"))
    done(docker("plugin", "disable", "--force", reference))
    upgrade = ("plugin", "upgrade", "--grant-all-permissions", "--skip-remote-check", reference, f"{name}:1.1.0")
    soon_done(lambda: docker(*upgrade))
    done(docker("plugin", "enable", reference))
    assert done(docker("plugin", "inspect", "--format", "{{.Config.Description}}", reference)) == "volume 1.1.0"
    assert kept(docker, image, tmp_path / "again") == "what a customer keeps\n"

    done(docker("volume", "rm", "harbour"))
    removed(docker, reference)


def test_a_log_plugin_is_certified_installed_and_gives_back_what_was_said(
    maker: Maker, customer: Person, tmp_path: Path
) -> None:
    _, name = sold(maker, "teller", "log")
    docker, reference = customer.docker, f"{name}:1.0.0"
    installed(customer, reference)
    run = ("run", "--detach", "--network", "none", "--log-driver", reference, tool(docker, tmp_path), "/say")
    container = done(docker(*run))
    wait_until(lambda: SAID in docker("logs", container).out, PATIENCE, "the log does not give back what was said")
    done(docker("rm", "--force", container))
    removed(docker, reference)


def test_a_plugin_that_forgets_is_not_certified(maker: Maker) -> None:
    product = maker.offers("sieve", "plugin")
    submission, told = examined(maker, product, "1.0.0", pushed(maker, "sieve", "forgetful", "1.0.0"))
    assert told["volume"] == "fail"
    refused = maker.store.api("POST", f"/submissions/{submission}/certify", {}, token=maker.reviewer)
    assert refused.status == 409
    assert "volume" in in_the_way(maker, submission)
