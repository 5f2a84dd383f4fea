"""Images are tried on a real engine: what starts, answers and stops, what does not, and nothing is left behind."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.certification.adapters.engine import Engine, container, engine_at
from services.certification.checks import upgrades
from services.certification.scan.observed import Observed, Tried
from tests.parts import plugins
from tests.parts.docker import Docker
from tests.parts.docker import engine as running_engine
from tests.parts.process import free_port
from tests.services.certification.images import Built, File, Held, built, digest_of, image_of
from vocabulary.findings import said


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def docker(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Docker]:
    with running_engine(tmp_path_factory.mktemp("engine"), port=port) as running:
        yield running


@pytest.fixture(scope="module")
def engine(docker: Docker) -> Iterator[Engine]:
    opened = engine_at(f"unix://{docker.socket}")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "STANDS", 0.5)
    monkeypatch.setattr(container, "ANSWERS", 2)


def image(kind: str, **config: object) -> Built:
    program = File(plugins.program(), 0o755)
    tree = {"program": program, "bin/date": program, "bin/echo": program}
    return built(tree, config={"Cmd": ["/program", kind], "Env": ["PATH=/bin"], **config})


def tried(engine: Engine, made: Built, kind: str = "container") -> Tried:
    source = Held(made)
    return engine.try_image(source, source.images()[0], kind)


def failed(of: Tried) -> set[str]:
    assert not of.problem
    return {name for name, step in of.steps.items() if not step.done}


def test_an_image_that_behaves_passes_every_step(engine: Engine) -> None:
    told = tried(engine, image("serve"))
    assert failed(told) == set()
    assert set(told.steps) == {
        *("starts", "logs-to-stdout", "stops", "utc", "own-command", "read-only-root", "no-privileged")
    }


def test_what_ends_with_an_error_has_not_started_and_its_last_words_are_told(engine: Engine) -> None:
    told = tried(engine, image("crash"))
    assert failed(told) == {"starts"}
    assert "exit code 3" in told.steps["starts"].told
    assert "the database has no password" in told.steps["starts"].told


def test_what_ignores_sigterm_has_to_be_killed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "STOPS", 1)
    assert failed(tried(engine, image("stubborn"))) == {"stops"}


def test_what_writes_to_its_root_does_not_run_on_a_read_only_one(engine: Engine) -> None:
    assert failed(tried(engine, image("writes"))) == {"read-only-root"}


def test_silence_a_zone_and_an_entrypoint_that_takes_no_command_are_told(engine: Engine) -> None:
    made = image("silent", Entrypoint=["/program", "silent"], Cmd=None, Env=["PATH=/bin", "TZ=CET"])
    assert failed(tried(engine, made)) == {"logs-to-stdout", "utc", "own-command"}


def test_a_health_check_is_waited_for(engine: Engine) -> None:
    every = {"Interval": 200_000_000, "Timeout": 2_000_000_000, "Retries": 2}
    good = tried(engine, image("serve", Healthcheck={"Test": ["CMD", "/bin/echo", "well"], **every}))
    bad = tried(engine, image("serve", Healthcheck={"Test": ["CMD", "/program", "crash"], **every}))
    assert (good.steps["healthy"].done, bad.steps["healthy"].done) == (True, False)


def test_a_volume_plugin_is_installed_used_and_removed(engine: Engine) -> None:
    told = tried(engine, plugin("volume"), "plugin")
    assert failed(told) == set()
    assert list(told.steps) == ["installs", "enables", "volume", "disables", "upgrades", "removes"]


def test_a_volume_plugin_that_forgets_fails(engine: Engine) -> None:
    assert failed(tried(engine, plugin("forgetful"), "plugin")) == {"volume"}


def test_a_log_plugin_gives_back_what_was_logged(engine: Engine) -> None:
    told = tried(engine, plugin("log"), "plugin")
    assert failed(told) == set()
    assert "log" in told.steps


@pytest.mark.usefixtures("docker")
def test_an_engine_that_is_reached_by_tcp_upgrades_a_plugin_too(port: int) -> None:
    opened = engine_at(f"tcp://127.0.0.1:{port}")
    told = tried(opened, plugin("volume"), "plugin")
    opened.close()
    assert failed(told) == set()
    assert told.steps["upgrades"].done


def test_on_an_engine_elsewhere_the_upgrade_alone_is_not_tried_and_that_is_said(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("far")  # short: its sockets have names of 104 characters at most
    with running_engine(folder, elsewhere=True) as docker:
        opened = engine_at(f"unix://{docker.socket}")
        told = tried(opened, plugin("volume"), "plugin")
        opened.close()
    assert failed(told) == {"upgrades"}
    judged = upgrades.CHECK.run(image_of({}), Observed(tried=told))
    assert (judged.result, judged.told) == ("not_run", said("engine-elsewhere"))
    assert told.steps["removes"].done


def test_nothing_is_left_on_the_engine(engine: Engine, docker: Docker) -> None:
    tried(engine, image("crash"))
    tried(engine, plugin("volume"), "plugin")
    for words in (("ps", "-aq"), ("images", "-q"), ("plugin", "ls", "-q"), ("volume", "ls", "-q")):
        assert docker(*words).out == "", words


def test_an_engine_that_is_away_is_told_and_no_step_counts() -> None:
    source = Held(image("serve"))
    told = engine_at(f"tcp://127.0.0.1:{free_port()}").try_image(source, source.images()[0], "container")
    assert told.problem.startswith("The engine does not answer")
    assert told.steps == {}


def plugin(kind: str) -> Built:
    """With the types that docker gives to a plugin's manifest and layer: it pulls no others."""
    made = built(plugins.rootfs(), plugin=json.loads(plugins.encoded(kind)))
    told = json.loads(made.manifest) | {"mediaType": plugins.MANIFEST}
    told["layers"][0]["mediaType"] = plugins.LAYER
    manifest = json.dumps(told).encode()
    return replace(made, manifest=manifest, digest=digest_of(manifest))
