"""A security module in software with a P-256 key in it, and the plugin program by which sigstore's programs reach it.

The program is what an operator installs for a KMS of theirs: it speaks sigstore's plugin protocol on one side, and
PKCS #11 on the other.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

MODULE = "libsofthsm2.so"
PLACES = ("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
PIN = "1234"
PLUGIN = f"""#!{sys.executable}
import base64, hashlib, json, os, subprocess, sys, tempfile

asked = json.loads(sys.argv[2])
method, key = asked["methodName"], asked["initOptions"]["keyResourceID"].removeprefix("softhsm://")
tool = ["pkcs11-tool", "--module", os.environ["SOFTHSM2_MODULE"], "--login", "--pin", os.environ["SOFTHSM2_PIN"]]


def made(*words, message=b""):
    with tempfile.TemporaryDirectory() as folder:
        given, out = os.path.join(folder, "given"), os.path.join(folder, "out")
        open(given, "wb").write(message)
        command = [*tool, *words, "--label", key, "--output-file", out]
        command += ["--input-file", given] if message else []
        subprocess.run(command, check=True, capture_output=True)
        return open(out, "rb").read()


def pem(der):
    written = base64.encodebytes(der).decode().strip()
    return f"-----BEGIN PUBLIC KEY-----\\n{{written}}\\n-----END PUBLIC KEY-----\\n".encode()


try:
    if method == "publicKey":
        told = {{"publicKeyPEM": base64.b64encode(pem(made("--read-object", "--type", "pubkey"))).decode()}}
    elif method == "signMessage":
        words = ("--sign", "--mechanism", "ECDSA", "--signature-format", "openssl")  # this module hashes nothing itself
        digest = hashlib.sha256(sys.stdin.buffer.read()).digest()
        told = {{"signature": base64.b64encode(made(*words, message=digest)).decode()}}
    else:
        raise ValueError(f"unsupported method: {{method}}")
    print(json.dumps({{method: told}}))
except Exception as wrong:
    print(json.dumps({{"errorMessage": f"{{type(wrong).__name__}} for {{key}}"}}))
"""


@dataclass(frozen=True)
class Module:
    """`environment` is what a program needs to reach it."""

    environment: dict[str, str]

    def make_key(self, label: str) -> str:
        """Its reference."""
        usage = (
            "--login",
            "--pin",
            PIN,
            "--keypairgen",
            "--key-type",
            "EC:prime256v1",
            "--label",
            label,
            "--usage-sign",
        )
        command = ["pkcs11-tool", "--module", self.environment["SOFTHSM2_MODULE"], *usage]
        subprocess.run(command, env={**os.environ, **self.environment}, check=True, capture_output=True, timeout=60)
        return f"softhsm://{label}"


def module(folder: Path) -> Module:
    """Skipped by name where there is none."""
    library = next((path for place in PLACES if (path := Path(place) / MODULE).exists()), None)
    if library is None or shutil.which("pkcs11-tool") is None:
        pytest.skip("no security module in software (softhsm2, opensc)")
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "sigstore-kms-softhsm"
    program.write_text(PLUGIN)
    program.chmod(0o755)
    environment = {
        "SOFTHSM2_CONF": str(folder / "softhsm2.conf"),
        "SOFTHSM2_MODULE": str(library),
        "SOFTHSM2_PIN": PIN,
        "PATH": f"{programs}:{os.environ['PATH']}",
    }
    initialise = ["softhsm2-util", "--init-token", "--free", "--label", "store", "--pin", PIN, "--so-pin", PIN]
    subprocess.run(initialise, env={**os.environ, **environment}, check=True, capture_output=True, timeout=60)
    return Module(environment)
