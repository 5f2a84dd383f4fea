"""A cookie of ours that counts for minutes: what a browser keeps between two steps of a sign-in, signed and dated."""

import hashlib
import time
from dataclasses import dataclass

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from gateway.parts import parts

LIFE = 600.0  # seconds


@dataclass(frozen=True)
class ShortCookie:
    """Sent with requests below `path` alone; whoever has it can read what is in it."""

    name: str
    path: str

    def set(self, response: Response, *kept: str) -> Response:
        value, secure = self._seal().dumps([time.time(), kept]), parts().settings.secure
        response.set_cookie(
            self.name, value, max_age=int(LIFE), path=self.path, httponly=True, samesite="Lax", secure=secure
        )
        return response

    def read(self) -> tuple[float, list[str]] | None:
        """When it was set, and what is in it; None where there is none that counts."""
        try:
            began, kept = self._seal().loads(request.cookies.get(self.name, ""))
        except (BadSignature, ValueError, TypeError):
            return None
        return (began, kept) if time.time() - LIFE <= began else None

    def end(self, response: Response) -> Response:
        if self.name in request.cookies:
            secure = parts().settings.secure
            response.delete_cookie(self.name, path=self.path, httponly=True, samesite="Lax", secure=secure)
        return response

    def _seal(self) -> URLSafeSerializer:
        signer = {"digest_method": hashlib.sha256}
        return URLSafeSerializer(parts().key("session"), salt=self.name, signer_kwargs=signer)
