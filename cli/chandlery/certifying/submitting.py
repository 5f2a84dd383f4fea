"""Submitting what passed at home to a store, which examines the same digest again."""

from collections.abc import Mapping
from typing import Any

import requests

from cli.chandlery import printing
from cli.chandlery.certifying.asked import COULD_NOT_RUN, Submission, docker_folder
from cli.chandlery.printing import Stop
from services.certification.adapters.sources import DockerCredentials
from services.certification.ports import SourceAway
from services.certification.reports.printable import text
from vocabulary.image_reference import ImageReference

TIMEOUT = (5, 60)  # seconds
STAGING = "staging/"


def submit(reference: str, digest: str, submission: Submission, environ: Mapping[str, str]) -> None:
    """Raises Stop with exit code 2 where the store does not take it."""
    body = _body(reference, digest, submission)
    store = _store(submission)
    headers = {"Authorization": f"Bearer {_token(submission, reference, environ)}"}
    try:
        answer = requests.post(f"{store}/api/v1/submissions", json=body, headers=headers, timeout=TIMEOUT)
    except requests.RequestException as wrong:
        raise Stop(f"{store} does not answer: {type(wrong).__name__}", COULD_NOT_RUN) from wrong
    told = _told(answer)
    if answer.status_code not in (200, 201, 202):
        said = told.get("detail") or told.get("title") or f"it answered {answer.status_code}"
        raise Stop(text(f"The store does not take it: {said}"), COULD_NOT_RUN)
    printing.err().print(text(f"Submitted as {told.get('id')}, {told.get('state')}: {store}"), markup=False)


def _body(reference: str, digest: str, submission: Submission) -> dict[str, Any]:
    """What is not said follows from the image's name in the store: staging/PUBLISHER/REPOSITORY:TAG."""
    try:
        named = ImageReference.parse(reference)
    except ValueError:
        named = ImageReference("", "", "", "")
    repository = named.repository.removeprefix(STAGING)
    body = {
        "product": submission.product or repository,
        "plan": submission.plan,
        "tag": submission.tag or named.tag,
        "digest": digest,
        "engine_version": submission.engine_version,
        "infrastructure": submission.infrastructure,
    }
    if missing := [f"--{name}" for name in ("product", "tag") if not body[name]]:
        raise Stop(f"The image's name does not tell {' and '.join(missing)}; say so", COULD_NOT_RUN)
    return {name: value for name, value in body.items() if value}


def _store(submission: Submission) -> str:
    if not submission.store:
        raise Stop("Which store? Name its address by --store or CHANDLERY_STORE", COULD_NOT_RUN)
    return submission.store.rstrip("/")


def _token(submission: Submission, reference: str, environ: Mapping[str, str]) -> str:
    """Where none is given, that with which the docker client signs in to the image's registry: it is the same."""
    if submission.token:
        return submission.token
    host = reference.partition("/")[0]
    try:
        found = DockerCredentials(docker_folder(environ)).of(host)
    except SourceAway as wrong:
        raise Stop(str(wrong), COULD_NOT_RUN) from wrong
    if found is None:
        line = f"No access token: name it by --token or CHANDLERY_TOKEN, or sign in by docker login {host}"
        raise Stop(line, COULD_NOT_RUN)
    return found.identity_token or found.password


def _told(answer: requests.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
