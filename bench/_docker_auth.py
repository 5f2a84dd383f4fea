"""The peer of the token endpoint: cesanta/docker_auth, found, or built through the Go module proxy, and configured."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.parts.process import free_port, running

CACHE = Path(__file__).parents[1] / ".cache" / "peers"
MODULE = "github.com/cesanta/docker_auth/auth_server@v0.0.0-20260303230752-c67e1750ff5e"
PASSWORD = "peer-password"  # noqa: S105 — of made users
BCRYPT = "$2b$05$CgPQsyh/jp5Fv4nr41AmMeoeH5vxkh8GnzudtYQcFH/Ir2ht6s.xW"  # of PASSWORD, cost 5
SERVICE = "store.example:5000"
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def program() -> str | None:
    """`CHANDLERY_DOCKER_AUTH`, or `docker_auth` on PATH, or what Go builds; None where none of these can be had."""
    named = os.environ.get("CHANDLERY_DOCKER_AUTH") or shutil.which("docker_auth")
    built = CACHE / "auth_server"
    if named or built.exists():
        return named or str(built)
    if shutil.which("go") is None:
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(CACHE)}
    done = subprocess.run(["go", "install", MODULE], env=environment, capture_output=True, text=True, check=False)
    print(done.stderr, file=sys.stderr, end="")
    return str(built) if done.returncode == 0 else None


@contextmanager
def serving(binary: str, folder: Path, *, checked: bool, private: Private) -> Iterator[str]:
    """Its token address, with a hundred users and a dozen rules; `checked`: with bcrypt, else any password counts."""
    port = free_port()
    folder.mkdir(parents=True)
    _key_and_certificate(folder, private)
    (folder / "config.yml").write_text(_configuration(folder, port, checked=checked))
    command = [binary, "-logtostderr", str(folder / "config.yml")]
    with running(command, folder / "peer.log", lambda: _listens(port)):
        yield f"http://127.0.0.1:{port}"


def users() -> list[str]:
    return [f"user{number}" for number in range(100)]


def _configuration(folder: Path, port: int, *, checked: bool) -> str:
    requirement = f'{{password: "{BCRYPT}"}}' if checked else "{}"
    lines = ["server:", f'  addr: "127.0.0.1:{port}"', "token:", '  issuer: "peer"', "  expiration: 300"]
    lines += [f'  certificate: "{folder}/token.crt"', f'  key: "{folder}/token.key"', "users:"]
    lines += [f'  "{name}": {requirement}' for name in users()]
    lines += ["acl:"]
    lines += [f'  - {{match: {{name: "other{n}/*"}}, actions: ["pull", "push"]}}' for n in range(11)]
    lines += ['  - {match: {account: "/.+/", name: "acme/*"}, actions: ["pull"]}']
    return "\n".join(lines) + "\n"


def _key_and_certificate(folder: Path, private: Private) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(private, hashes.SHA256())
    )
    (folder / "token.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (folder / "token.key").write_bytes(pem)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
