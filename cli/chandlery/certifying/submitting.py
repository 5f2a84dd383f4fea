"""Submitting what passed at home to a store, which examines the same digest again."""

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from cli.chandlery import printing
from cli.chandlery.certifying.asked import COULD_NOT_RUN, Submission, docker_folder
from cli.chandlery.printing import Stop
from services.certification.adapters.sources import DockerCredentials
from services.certification.ports import SourceAway
from services.certification.reports.printable import text
from vocabulary.access_token import AccessToken
from vocabulary.image_reference import ImageReference

TIMEOUT = (5, 60)  # seconds
STAGING = "staging/"


def submit(reference: str, digest: str, submission: Submission, environ: Mapping[str, str]) -> None:
    """Raises Stop with exit code 2 where the store does not take it."""
    named = _named(reference)
    store = _Store(_address(submission), _token(submission, named.host, environ))
    repository = named.repository.removeprefix(STAGING)
    product, tag = submission.product or repository, submission.tag or named.tag
    if missing := [name for name, value in (("--product", product), ("--tag", tag)) if not value]:
        raise Stop(f"The image's name does not tell {' and '.join(missing)}; say so", COULD_NOT_RUN)
    body = {
        "product": product,
        "plan": submission.plan or store.plan_of(product, repository),
        "tag": tag,
        "digest": digest,
        "engine_version": submission.engine_version,
        "infrastructure": submission.infrastructure,
    }
    told = store.call("POST", "/submissions", body)
    line = f"Submitted as {told.get('id')}: {told.get('state')}. See {store.address}/publish"
    printing.err().print(text(line), markup=False)


class _Store:
    """The API of a store, as somebody with a token."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._headers = {"Authorization": f"Bearer {token}"}

    def plan_of(self, product: str, repository: str) -> str:
        """The one that offers this repository, or the only one."""
        plans: Sequence[Any] = self.call("GET", f"/products/{product}/editing").get("plans") or ()
        fit = [each for each in plans if each.get("repository") == repository] or plans
        if len(fit) != 1:
            raise Stop(f"Which plan of {product} is it? Say so by --plan", COULD_NOT_RUN)
        return str(fit[0]["id"])

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        address = f"{self.address}/api/v1{path}"
        try:
            answer = requests.request(method, address, json=body, headers=self._headers, timeout=TIMEOUT)
        except requests.RequestException as wrong:
            raise Stop(f"{self.address} does not answer: {type(wrong).__name__}", COULD_NOT_RUN) from wrong
        told = _told(answer)
        if not answer.ok:
            said = told.get("detail") or told.get("title") or f"it answered {answer.status_code}"
            raise Stop(text(f"The store does not take it: {said}"), COULD_NOT_RUN)
        return told


def _named(reference: str) -> ImageReference:
    """What follows from an image's name in the store, HOST/staging/PUBLISHER/REPOSITORY:TAG; nothing of a path."""
    try:
        return ImageReference.parse(reference)
    except ValueError:
        return ImageReference("", "")


def _address(submission: Submission) -> str:
    if not submission.store:
        raise Stop("Which store? Name its address by --store or CHANDLERY_STORE", COULD_NOT_RUN)
    return submission.store.rstrip("/")


def _token(submission: Submission, host: str, environ: Mapping[str, str]) -> str:
    """Where none is given, that with which the docker client signs in to the image's registry: it is the same."""
    if submission.token:
        return submission.token
    try:
        found = DockerCredentials(docker_folder(environ)).of(host) if host else None
    except SourceAway as wrong:
        raise Stop(str(wrong), COULD_NOT_RUN) from wrong
    if found is None or AccessToken.parse(found.password) is None:  # another registry's password is for nobody else
        line = "No access token: name one that may publish by --token or CHANDLERY_TOKEN"
        raise Stop(line, COULD_NOT_RUN)
    return found.password


def _told(answer: requests.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
