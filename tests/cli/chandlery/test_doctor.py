"""The doctor says what is wrong before the store is started, and what to do."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cli.chandlery import beyond, followed, services
from cli.chandlery.doctor import Finding, findings, graded, list_settings, taken
from cli.chandlery.settings import SETTINGS, resolve
from tests.cli.chandlery.test_up import chandlery
from tests.parts.countries import database
from tests.parts.dovecot import dovecot


def told(tmp_path: Path, **settings: str) -> dict[str, Finding]:
    """The last finding on each part."""
    environ = {"CHANDLERY_DATA": str(tmp_path), "CHANDLERY_REGISTRY_PROGRAM": "none", **settings}
    return {finding.part: finding for finding in findings(environ)}


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    finding = told(tmp_path, CHANDLERY_PORT="eighty")["settings"]
    assert (finding.state, finding.says) == ("wrong", "CHANDLERY_PORT is “eighty”; needs a port from 1 to 65535")


def test_a_taken_port_is_told_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        finding = told(tmp_path, CHANDLERY_REGISTRY_PORT=port, CHANDLERY_REGISTRY_PROGRAM="")["port"]
        assert told(tmp_path, CHANDLERY_REGISTRY_PORT=port)["port"].state == "ok"  # the one that runs elsewhere has it
    assert finding.state == "wrong"
    assert finding.says.startswith("CHANDLERY_REGISTRY_PORT: cannot listen on")


def test_a_free_port_is_not_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert taken("127.0.0.1", port) == ""


def test_an_address_that_is_not_this_machines_is_told_with_its_setting() -> None:
    complaint = taken("192.0.2.1", 8000)  # of RFC 5737: nobody's
    assert complaint == "CHANDLERY_BIND: 192.0.2.1 is no address of this machine"
    assert taken("no address", 8000) == "CHANDLERY_BIND: no address is no address, nor a name of one"


def test_a_missing_registry_is_told_with_what_to_do(tmp_path: Path) -> None:
    finding = told(tmp_path, CHANDLERY_REGISTRY_PROGRAM=str(tmp_path / "no-registry"))["registry program"]
    assert finding.state == "care"
    assert "no-registry” is no registry program" in finding.says
    assert "apt-get install docker-registry" in finding.says


@pytest.mark.parametrize(
    ("part", "state", "grade"),
    [
        ("catalog", "ready", "ok"),
        ("catalog", "away", "wrong"),
        ("registry", "missing", "care"),
        ("demonstration", "filling", "ok"),
        ("demonstration", "refused", "care"),
    ],
)
def test_a_part_of_the_running_store_that_is_not_as_it_should_be_is_not_all_right(
    part: str, state: str, grade: str
) -> None:
    assert graded(part, state) == grade


def test_plain_http_beyond_loopback_is_told(tmp_path: Path) -> None:
    finding = told(tmp_path, CHANDLERY_URL="http://store.example")["address"]
    assert "put TLS in front" in finding.says


def test_a_mailbox_that_lets_us_in_is_well_and_one_that_does_not_is_wrong(tmp_path: Path) -> None:
    with dovecot() as server:
        server.deliver(b"Subject: Help\r\n\r\nIt fails.\r\n")
        let_in = told(tmp_path, CHANDLERY_MAILBOX=server.url())["mailbox"]
        kept_out = told(tmp_path, CHANDLERY_MAILBOX=server.url().replace("sesame", "guessed"))["mailbox"]
    assert (let_in.state, let_in.says.endswith("letters in it: 1")) == ("ok", True)
    assert (kept_out.state, "guessed" in kept_out.says) == ("wrong", False)


def test_a_mail_server_that_is_away_is_wrong(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert told(tmp_path, CHANDLERY_MAIL=f"smtp://127.0.0.1:{port}")["mail"].state == "wrong"


def test_a_mail_servers_password_is_not_shown(tmp_path: Path) -> None:
    finding = told(tmp_path, CHANDLERY_MAIL="smtp://ada:sesame@127.0.0.1:1")["mail"]
    assert finding.says.startswith("127.0.0.1:1 does not answer as it should")
    assert finding.says.endswith("mend CHANDLERY_MAIL. Letters wait")
    assert "sesame" not in finding.says


@pytest.mark.parametrize(
    ("part", "settings"),
    [
        ("search", {"ELASTICSEARCH_URL": "http://ada:sesame@127.0.0.1:1"}),
        ("sign-in service", {"CHANDLERY_OIDC_ISSUER": "http://127.0.0.1:1", "CHANDLERY_OIDC_CLIENT": "store"}),
        ("scanner", {"CHANDLERY_SCANNER": "clamd://127.0.0.1:1"}),
        ("files of tickets", {"CHANDLERY_ATTACHMENTS": "s3:http://ada:sesame@127.0.0.1:1/files"}),
        ("traces", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}),
        (
            "Stripe",
            {
                "CHANDLERY_STRIPE_URL": "http://127.0.0.1:1",
                "CHANDLERY_STRIPE_KEY": "sk_test_sesame",
                "CHANDLERY_STRIPE_WEBHOOK_SECRET": "whsec_c2VzYW1l",
            },
        ),
    ],
)
def test_what_is_reached_by_the_network_and_is_away_is_told_with_its_setting(
    tmp_path: Path, part: str, settings: dict[str, str]
) -> None:
    finding = told(tmp_path, **settings)[part]
    assert (finding.state, "does not answer" in finding.says) == ("wrong", True)
    assert f"mend {next(iter(settings))}" in finding.says
    assert "sesame" not in finding.says


def test_what_a_part_finds_wrong_with_its_settings_is_told_before_the_start(tmp_path: Path) -> None:
    finding = told(tmp_path, CHANDLERY_TRUSTED_PROXIES="the proxy")["settings"]
    assert (finding.state, finding.says.partition(":")[0]) == ("wrong", "CHANDLERY_TRUSTED_PROXIES")


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_two_settings_that_want_one_port_are_told(tmp_path: Path, bind: str) -> None:
    finding = told(tmp_path, CHANDLERY_BIND=bind, CHANDLERY_PORT="18000", CHANDLERY_METRICS_PORT="18000")["port"]
    assert finding.says == "CHANDLERY_METRICS_PORT: 18000 is wanted by CHANDLERY_PORT, too; name another port"


def test_an_address_that_leads_elsewhere_is_told() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    part, state, says = beyond.address({"CHANDLERY_URL": url})
    assert (part, state, "mend CHANDLERY_URL" in says) == ("address", "care", True)


def test_a_secret_that_a_log_needs_is_missed_and_one_that_all_can_read_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "identity.log.db")) as log:
        log.execute("CREATE TABLE events (id TEXT)")
        assert "secrets" not in told(tmp_path)
        log.execute("INSERT INTO events VALUES ('first')")
        log.commit()
    finding = told(tmp_path)["secrets"]
    assert (finding.state, f"{tmp_path}/keys/services.secret is missing" in finding.says) == ("wrong", True)
    started = chandlery("up", CHANDLERY_DATA=str(tmp_path))
    assert (started.returncode, started.stderr) == (1, f"{finding.says}\n")
    assert not (tmp_path / "keys").exists()
    with TemporaryDirectory() as everybodys:
        folder, secret = Path(everybodys), Path(everybodys) / "mail"
        folder.chmod(0o755)
        secret.write_text("file:/nowhere")
        secret.chmod(0o644)
        finding = told(tmp_path / "other", CHANDLERY_MAIL_FILE=str(secret))["secrets"]
        assert (finding.state, finding.says.endswith(f"chmod 600 {secret}")) == ("care", True)
        secret.chmod(0o640)
        assert "secrets" not in told(tmp_path / "other", CHANDLERY_MAIL_FILE=str(secret))


def test_a_follower_that_stopped_is_told_with_what_starts_it_again() -> None:
    stopped = {"id": "gateway/catalog", "state": "stopped", "detail": "gateway followed another", "parked": 1}
    found, parked = followed.of({**stopped, "kind": "read model"})
    told = "stopped: gateway followed another; `chandlery projections rebuild gateway` builds it anew of its logs"
    assert found[2].startswith(told)
    assert parked[2] == "1 stream is parked; `chandlery parked list`"
    (found, _) = followed.of({**stopped, "kind": "process manager"})
    assert "`chandlery restore --in-place` finds where it goes on" in found[2]


def test_clocks_that_are_apart_are_told_with_whose() -> None:
    (look,) = beyond._clock({"https://pay.example": "Thu, 01 Jan 2015 00:00:00 GMT", "https://silent.example": ""})
    assert (look[0], "seconds ahead of https://pay.example: set both by NTP" in look[2]) == ("clock", True)


def test_a_folder_that_cannot_be_a_folder_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = told(tmp_path, CHANDLERY_DATA=str(tmp_path / "file"))["data"]
    assert finding.state == "wrong"
    assert "is not a folder" in finding.says


def test_every_setting_is_listed_and_no_secret_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    list_settings({"CHANDLERY_ADMIN_PASSWORD": "correct horse battery"})
    shown = capsys.readouterr().out
    assert all(setting.name in shown for setting in SETTINGS)
    assert "correct horse" not in shown


class Watched(dict[str, str]):
    """Settings that remember which of them were asked for."""

    def __init__(self, *given: dict[str, str]) -> None:
        super().__init__(*given)
        self.asked: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)


def test_what_any_part_reads_is_a_setting_that_is_listed(tmp_path: Path) -> None:
    watched = Watched(resolve({"CHANDLERY_DATA": str(tmp_path)}) | {"CHANDLERY_REGISTRY_VERSION": "2"})
    services.check(watched)
    assert watched.asked <= {setting.name for setting in SETTINGS}


def test_a_line_of_the_synonyms_that_says_nothing_is_told_with_what_to_write(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("warehouse nine = postgres\nlonely\n")
    finding = told(tmp_path)["synonyms"]
    assert finding.state == "care"
    assert "synonyms.txt does not count: line 2: “lonely” has one name alone; write `a = b`" in finding.says


def test_a_database_of_countries_is_opened_before_the_store_is(tmp_path: Path) -> None:
    file = database(tmp_path / "c.mmdb")
    assert told(tmp_path, CHANDLERY_COUNTRIES=str(file))["countries"].says.startswith("Test-Country of 20")
    file.write_text("no database")
    assert told(tmp_path, CHANDLERY_COUNTRIES=str(file))["countries"].state == "wrong"


def test_synonyms_that_can_be_read_are_all_right(tmp_path: Path) -> None:
    assert "synonyms" not in told(tmp_path)
    (tmp_path / "synonyms.txt").write_text("warehouse nine = postgres\n")
    assert told(tmp_path)["synonyms"].state == "ok"
