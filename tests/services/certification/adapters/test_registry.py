"""Images are read from a real registry, by a person at home and by the store, and every refusal says why."""

import base64
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.certification.adapters.sources import DockerCredentials, Registry, find
from services.certification.ports import SourceAway, SourceImage, Unreadable
from services.certification.scan.reading import read
from tests.parts import registry
from tests.parts.process import free_port
from tests.services.certification.adapters.registries import PASSWORD, USER, Guarded, basic, guarded
from tests.services.certification.images import OCI_INDEX, OCI_MANIFEST, built, descriptor, digest_of, index_of

AMD = built({"etc/passwd": "root:x:0:0\n"}, {"app": "1"})
ARM = built({"app": "2"}, platform="linux/arm64/v8")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    if shutil.which(registry.PROGRAM) is None:
        pytest.skip("no docker-registry on this machine")
    with guarded(tmp_path_factory.mktemp("guarded")) as opened:
        opened.push("acme/db", "1.0.0", AMD, ARM)
        yield opened


@pytest.fixture
def docker(tmp_path: Path, shelf: Guarded) -> Iterator[Path]:
    """The folder of a docker client that nobody signed in with yet."""
    shelf.asked.clear()
    shelf.open_to_all = False
    return tmp_path


def signed_in(docker: Path, told: dict[str, object]) -> Path:
    (docker / "config.json").write_text(json.dumps(told))
    return docker


def written(shelf: Guarded, user: str = USER, password: str = PASSWORD) -> dict[str, object]:
    return {"auths": {shelf.host: {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}}}


def test_a_person_who_is_signed_in_reads_every_platform(shelf: Guarded, docker: Path):
    source = find(f"{shelf.host}/acme/db:1.0.0", signed_in(docker, written(shelf)))
    assert source.digest == digest_of(index_of(AMD, ARM))
    assert [one.asked for one in source.images()] == ["linux/amd64", "linux/arm64/v8"]
    assert [len(read(source, one).files) for one in source.images()] == [3, 1]
    assert source.tags == ("1.0.0",)


def test_the_password_goes_to_the_token_endpoint_and_nobody_else_is_asked(shelf: Guarded, docker: Path):
    find(f"{shelf.host}/acme/db:1.0.0", signed_in(docker, written(shelf)))
    assert set(shelf.asked) == {basic(USER, PASSWORD)}


def test_what_is_open_to_all_is_read_without_signing_in(shelf: Guarded, docker: Path):
    shelf.open_to_all = True
    assert find(f"{shelf.host}/acme/db@{AMD.digest}", docker).digest == AMD.digest
    assert set(shelf.asked) == {""}


def test_who_may_not_read_is_told_to_sign_in(shelf: Guarded, docker: Path):
    with pytest.raises(Unreadable, match=f"docker login {shelf.host}"):
        find(f"{shelf.host}/acme/db:1.0.0", docker)


def test_an_identity_s_token_is_exchanged(shelf: Guarded, docker: Path):
    told = {"auths": {shelf.host: {"identitytoken": "of ada"}}}
    assert find(f"{shelf.host}/acme/db:1.0.0", signed_in(docker, told)).images()
    assert set(shelf.asked) == {"of ada"}


def test_a_program_that_keeps_passwords_is_asked(shelf: Guarded, docker: Path, monkeypatch: pytest.MonkeyPatch):
    program = docker / "docker-credential-chest"
    secret = json.dumps({"Username": USER, "Secret": PASSWORD})
    program.write_text(f"#!/bin/sh\nread host\ntest \"$1 $host\" = 'get {shelf.host}' && echo '{secret}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{docker}:/usr/bin:/bin")
    assert find(f"{shelf.host}/acme/db:1.0.0", signed_in(docker, {"credsStore": "chest"})).images()
    assert DockerCredentials(docker).of("elsewhere.example") is None


def test_a_program_that_is_not_there_is_named(docker: Path):
    with pytest.raises(SourceAway, match="docker-credential-lost"):
        DockerCredentials(signed_in(docker, {"credsStore": "lost"})).of("localhost:5000")
    with pytest.raises(SourceAway, match="no name of a program"):
        DockerCredentials(signed_in(docker, {"credsStore": "../../bin/sh"})).of("localhost:5000")


def of_the_store(shelf: Guarded, reference: str) -> Registry:
    return Registry.of_the_store(shelf.api, "acme/db", reference, shelf.authorization)


def test_the_store_reads_with_tokens_of_its_own(shelf: Guarded):
    source = of_the_store(shelf, digest_of(index_of(AMD, ARM)))
    assert read(source, source.images()[0]).files.content("etc/passwd") == b"root:x:0:0\n"


def test_a_token_that_the_registry_does_not_take_is_the_store_s_own_trouble(shelf: Guarded):
    with pytest.raises(SourceAway, match="own token"):
        Registry.of_the_store(shelf.api, "acme/db", "1.0.0", lambda repository: "Bearer none")


def test_what_is_not_there_is_unreadable_and_who_does_not_answer_is_away(shelf: Guarded):
    with pytest.raises(Unreadable, match=r"manifests/2\.0\.0 is not in acme/db"):
        of_the_store(shelf, "2.0.0")
    with pytest.raises(SourceAway, match="does not answer"):
        Registry.of_the_store(f"http://127.0.0.1:{free_port()}", "acme/db", "1.0.0", shelf.authorization)


def test_a_platform_that_is_no_image_leaves_the_others(shelf: Guarded):
    artifact = built({"a": "1"})
    odd = json.loads(artifact.manifest) | {"layers": "none"}
    shelf.put_blob("acme/odd", digest_of(AMD.config), AMD.config)
    shelf.push("acme/odd", "good", AMD)
    named = [descriptor(OCI_MANIFEST, AMD.manifest), descriptor(OCI_MANIFEST, json.dumps(odd).encode())]
    index = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": named[:1]}).encode()
    shelf.put_manifest("acme/odd", "both", index, OCI_INDEX)
    source = Registry.of_the_store(shelf.api, "acme/odd", "both", shelf.authorization)
    source._content = json.dumps({"schemaVersion": 2, "manifests": named}).encode()
    assert [bool(one.problem) for one in source.images()] == [False, True]


def attached(shelf: Guarded, tag: str, told: dict[str, object]) -> bytes:
    """A manifest beside AMD, under a tag."""
    content = json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST} | told).encode()
    shelf.put_manifest("acme/db", tag, content, OCI_MANIFEST)
    return content


def test_what_is_attached_is_found_by_referrers_and_by_cosign_s_tags(shelf: Guarded):
    shelf.push("acme/db", "amd", AMD)
    shelf.put_blob("acme/db", digest_of(b"signed"), b"signed")
    layer = descriptor("application/vnd.dev.cosign.simplesigning.v1+json", b"signed")
    config = descriptor("application/vnd.oci.image.config.v1+json", AMD.config)
    tag = AMD.digest.replace(":", "-")
    signature = attached(shelf, f"{tag}.sig", {"config": config, "layers": [layer]})
    bundle = attached(shelf, "bundle", {"config": config, "layers": [layer], "annotations": {"a": "b"}})
    referring = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [descriptor(OCI_MANIFEST, bundle)]}
    shelf.put_manifest("acme/db", tag, json.dumps(referring).encode(), OCI_INDEX)
    found = of_the_store(shelf, AMD.digest).attached()
    assert [(subject, content) for subject, content, _ in found] == [(AMD.digest, bundle), (AMD.digest, signature)]
    assert all(blobs[digest_of(b"signed")] == b"signed" for _, _, blobs in found)


def test_a_layer_that_the_registry_does_not_have_is_unreadable(shelf: Guarded):
    source = of_the_store(shelf, AMD.digest)
    image = source.images()[0]
    gone = json.loads(image.manifest)
    gone["layers"][0]["digest"] = f"sha256:{'0' * 64}"
    broken = SourceImage(image.digest, image.media_type, json.dumps(gone).encode(), image.config)
    with pytest.raises(Unreadable, match="blobs/sha256:0000"), source.layer(broken, 0):
        pass


class BreaksOff(BaseHTTPRequestHandler):
    """A registry that gives half of each layer."""

    def do_GET(self) -> None:
        content = AMD.blobs.get(self.path.rpartition("/")[2], b"{}")
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if content in AMD.layers else content)

    def log_message(self, *_: object) -> None: ...


def test_a_registry_that_breaks_off_within_a_layer_is_away():
    server = ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        api = f"http://127.0.0.1:{server.server_port}"
        source = Registry.of_the_store(api, "acme/db", AMD.digest, lambda repository: "")
        with pytest.raises(SourceAway, match="broke off"):
            read(source, source.images()[0])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
