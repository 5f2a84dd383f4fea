"""A signing key that a KMS or an HSM keeps and never gives out, asked as cosign asks it: by a program for its kind.

Any of sigstore's plugins will do; secrets reach them by their environment, never by what we ask (sigstore, “CLI
Plugin”, protocol 1).
"""

import base64
import binascii
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.catalog.ports import RegistryAway

REFERENCE = re.compile(r"([a-z0-9][a-z0-9-]{0,62})://([!-~]{1,500})")  # softhsm://images-2027
PROGRAM, PROTOCOL = "sigstore-kms-", "1"
SHA256 = 5  # as Go numbers it
PATIENCE = 30  # seconds for one answer
OURS = ("CHANDLERY_", "AMQP_URI", "ELASTICSEARCH_URL", "OTEL_")  # the store's own settings are no business of theirs


class KeyAway(RegistryAway):
    """It does not sign or does not answer; the same call may work later."""


@dataclass(frozen=True)
class Keeper:
    """Of one key; `reference` names the plugin and the key, `plugin://key`."""

    reference: str

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Raises KeyAway, also where it is no key that cosign verifies on P-256."""
        pem = _bytes(self._ask("publicKey", {"publicKeyOptions": {"rpcOptions": {}}}), "publicKeyPEM")
        try:
            key = serialization.load_pem_public_key(pem)
        except ValueError as wrong:
            raise KeyAway(f"{self.reference} gives no public key") from wrong
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise KeyAway(f"{self.reference} is no ECDSA key on P-256")
        return key

    def sign(self, message: bytes) -> bytes:
        """ECDSA over SHA-256 in DER form, another one each time; raises KeyAway."""
        none: Mapping[str, Any] = {}
        options = {"signOptions": {"rpcOptions": none, "messageOptions": none}}
        return _bytes(self._ask("signMessage", options, message), "signature")

    def _ask(self, method: str, arguments: Mapping[str, Any], message: bytes = b"") -> Mapping[str, Any]:
        named = REFERENCE.fullmatch(self.reference)
        program = shutil.which(PROGRAM + named[1]) if named else None
        if named is None or program is None:
            raise KeyAway(f"There is no program {PROGRAM}{named[1] if named else '…'} on PATH for {self.reference}")
        about: Mapping[str, Any] = {
            "protocolVersion": PROTOCOL,
            "keyResourceID": named[2],
            "hashFunc": SHA256,
            "rpcOptions": {},
        }
        asked = json.dumps({"initOptions": about, "methodName": method, method: arguments})
        try:
            done = subprocess.run(
                [program, PROTOCOL, asked],
                input=message,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # whatever it says there is for whoever tries it by hand
                env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
                timeout=PATIENCE,
                check=False,  # its exit code says nothing, by the protocol
            )
            told = json.loads(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError) as wrong:
            raise KeyAway(f"{program} does not answer for {self.reference}") from wrong
        answer = told.get(method) if isinstance(told, dict) else None
        if not isinstance(answer, dict):
            why = told.get("errorMessage") if isinstance(told, dict) else None
            raise KeyAway(f"{self.reference}: {str(why or 'no answer')[:300]}")
        return answer


def _bytes(answer: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(str(answer.get(name, "")), validate=True)
    except binascii.Error as wrong:
        raise KeyAway(f"The {name} that was given is no base 64") from wrong
