"""Whether a key made a signature, by the machine's own `openssl`: ECDSA over SHA-256, as cosign signs."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.docker_store.ending import Stop
from cli.docker_store.papers import fingerprint


class Key:
    """A public key in PEM; `name` is where it came from. Raises Stop for what is none."""

    def __init__(self, pem: bytes, name: str) -> None:
        self.pem, self.name, self.id = pem, name, fingerprint(pem.decode("utf-8", "replace"))
        if not self.id:
            raise Stop(f"{name} is no public key.", "It begins with -----BEGIN PUBLIC KEY-----")

    def made(self, signature: bytes, payload: bytes) -> bool:
        return _made(self.pem, signature, payload)


@lru_cache(maxsize=4096)
def _made(pem: bytes, signature: bytes, payload: bytes) -> bool:
    with TemporaryDirectory() as folder:
        key, signed, text = (Path(folder) / name for name in ("key.pem", "signature", "payload"))
        for file, content in ((key, pem), (signed, signature), (text, payload)):
            file.write_bytes(content)
        words = ("openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signed), str(text))
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        except FileNotFoundError as missing:
            todo = "Install it: signatures are verified by it."
            raise Stop("openssl is not on PATH.", todo) from missing
    return done.returncode == 0
