"""What keeps somebody from the store is told in one sentence, with what to do."""

import os
import socket
import ssl
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from cli.docker_store import away
from cli.docker_store.ending import Stop
from cli.docker_store.known import Known, address
from cli.docker_store.staying import opener
from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.scripted import problem, scripted
from tests.parts.names import site


def test_nothing_that_answers(home: Home) -> None:
    said = home.runs("search", "--store", "http://127.0.0.1:9")
    assert (said.code, said.err) == (
        2,
        "Nothing answers at http://127.0.0.1:9.\nCheck the address; the store may be down.\n",
    )


def test_a_place_that_is_no_store(home: Home, store: str) -> None:
    said = home.runs("search", "--store", f"{store}/library")
    assert said.code == 2
    assert said.err.startswith(f"There is no store at {store}/library: it answered 404.\n")


def test_plain_http_where_tls_is_meant(home: Home, store: str) -> None:
    said = home.runs("search", "--store", store.replace("http://", "https://"))
    assert said.code == 2
    assert "does not speak TLS as it should" in said.err
    assert "Is it http:// rather than https://?" in said.err


def test_a_host_that_nobody_knows() -> None:
    assert str(away.said("https://nowhere.example", socket.gaierror(-2, "unknown"))) == (
        "The host of https://nowhere.example is not known.\nCheck the address, and whether this machine is online."
    )


def test_a_certificate_that_nobody_vouches_for() -> None:
    wrong = ssl.SSLCertVerificationError()
    wrong.verify_message = "self-signed certificate"
    assert "SSL_CERT_FILE=FILE" in str(away.said("https://store.example", wrong))


def finds_nothing(handler: BaseHTTPRequestHandler) -> None:
    content = b'{"items": [], "total": 0}'
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def test_a_stores_own_authority_is_trusted_once_it_is_named(home: Home) -> None:
    with site("127.0.0.1", home.folder, finds_nothing) as port:
        words = ("search", "--store", f"https://127.0.0.1:{port}")
        refused = home.runs(*words)
        opener.cache_clear()  # certificates are read once a run
        trusted = home.runs(*words, SSL_CERT_FILE=str(home.folder / "site.pem"))
    assert (refused.code, "is not to be trusted" in refused.err) == (2, True)
    assert trusted.err == "Nothing was found.\n"


def test_the_way_out_is_the_machines_proxy(home: Home) -> None:
    with scripted() as proxy:
        proxy.answers["GET http://store.example/api/v1/search"] = [(200, {"items": [], "total": 0})]
        said = home.runs("search", "--store", "http://store.example", http_proxy=proxy.url)
    assert said.err == "Nothing was found.\n"


def test_no_store_at_all(home: Home) -> None:
    said = home.runs("search")
    assert (said.code, said.err.splitlines()[0]) == (2, "No store is known here.")


def test_a_token_that_counts_no_more(home: Home) -> None:
    refused = (401, problem("token-expired", "The access token has expired."))
    with scripted(GET_subscriptions=[refused]) as store:
        home.knows(store.url)
        said = home.runs("subscriptions")
    assert (said.code, said.err) == (
        2,
        f"The access token has expired.\nSign in: docker-store login {store.url}\n",
    )


def test_nobody_who_is_signed_in(home: Home, store: str) -> None:
    said = home.runs("subscriptions", "--store", store)
    assert (said.code, said.err) == (2, f"You are not signed in.\nSign in: docker-store login {store}\n")


def test_a_command_that_is_none(home: Home) -> None:
    said = home.runs("serach")
    assert (said.code, said.err) == (
        2,
        "“serach” is no command of docker-store.\nDid you mean `docker-store search`?\n",
    )


@pytest.mark.parametrize("before", [("store", "--store", "{}"), ("--store={}",), ("--debug", "store", "--store={}")])
def test_the_store_may_be_named_before_the_command(home: Home, store: str, before: tuple[str, ...]) -> None:
    said = home.runs(*(word.format(store) for word in before), "show", "nginx", "--format", "{{.Slug}}")
    assert (said.code, said.out) == (0, "library/nginx\n")


def test_a_store_without_an_address_is_told(home: Home) -> None:
    said = home.runs("store", "--store")
    assert (said.code, said.err.splitlines()[0]) == (2, "--store wants an address.")


@pytest.mark.parametrize("words", [(), ("help",), ("--help",), ("-h",)])
def test_a_store_without_a_command_shows_which_there_are(home: Home, words: tuple[str, ...]) -> None:
    said = home.runs("--store", "http://127.0.0.1:9", *words)
    assert (said.code, said.out.splitlines()[0]) == (0, "Usage: docker-store COMMAND")


def test_a_mistake_of_ours_has_no_traceback(home: Home) -> None:
    with scripted(GET_search=[(200, {"items": [{}], "total": 1})]) as store:
        said = home.runs("search", "--store", store.url)
    assert said.code == 2
    assert said.err.startswith("That is a mistake of docker-store ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize("answer", [{"status": "ok"}, ["ok"], "ok"])
@pytest.mark.parametrize("words", [("search",), ("subscriptions",), ("login", "{}")])
def test_who_answers_and_is_no_store_is_told(home: Home, words: tuple[str, ...], answer: Any) -> None:
    other = (200, answer)
    with scripted(GET_search=[other], GET_subscriptions=[other], GET_store=[other]) as place:
        home.knows(place.url)
        said = home.runs(*(word.format(place.url) for word in words))
    assert (said.code, said.err.partition(";")[0]) == (2, f"That is no Chandlery store: {place.url}")
    assert said.err.splitlines()[1].startswith("Check the address.")


def test_a_full_disk_is_told_in_words(home: Home, store: str) -> None:
    words = (sys.executable, "-m", "cli.docker_store", "show", "nginx", "--store", store)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, env=home.env, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "There is no room left on the disk.\nMake room, and run it again.\n")


def test_a_file_that_cannot_be_written_is_told(home: Home) -> None:
    in_the_way = home.config / f".store.json.{os.getpid()}"
    in_the_way.mkdir(parents=True)
    with scripted(GET_store=[(200, {"registry": "localhost:5000"})]) as store:
        words = ("login", store.url, "--token-stdin", "-u", "ada", "--no-docker")
        said = home.runs(*words, given="chy_ci")
    assert (said.code, said.err) == (2, f"{in_the_way}: Is a directory.\n")


def test_a_token_is_taken_along_to_no_other_place(home: Home) -> None:
    with scripted(GET_subscriptions=[(200, {"items": []})]) as other:
        there = {"Location": f"{other.url}/api/v1/subscriptions"}
        with scripted(GET_subscriptions=[(302, there)]) as store:
            home.knows(store.url)
            said = home.runs("subscriptions")
    assert other.asked == []
    assert (said.code, said.err.splitlines()[0]) == (2, f"{store.url} leads to {there['Location']}.")


def test_a_product_that_moved_is_followed_within_the_store(home: Home) -> None:
    there = {"Location": "/api/v1/search/moved"}
    found = (200, {"items": [], "total": 0})
    with scripted(GET_search=[(308, there)], GET_search_moved=[found]) as store:
        assert home.runs("search", "--store", store.url).err == "Nothing was found.\n"


def test_a_settings_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "store.json").write_text("{")
    with pytest.raises(Stop, match="cannot be read"):
        Known.read(str(tmp_path))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("store.example", "https://store.example"),
        ("localhost:8000", "http://localhost:8000"),
        ("http://store.example/", "http://store.example"),
    ],
)
def test_an_address_is_read_as_it_is_typed(typed: str, meant: str) -> None:
    assert address(typed) == meant


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(Stop, match="is not a store's address"):
        address("ftp://store.example")
