"""What is wrong about an image, and why something was not looked at: reports say it in English, pages in the reader's
language."""

from collections.abc import Mapping
from typing import Self

from vocabulary import sentences

FINDINGS = {
    # identity
    "missing-or-empty": "is missing or empty",
    "licence-missing": "holds no text, and no annotation names a licence",
    "name-protected": "uses the name %(name)s, which is protected",
    "platform-differs": "is named %(asked)s by the index, and %(own)s by its own config",
    "latest-alone": "is the only tag, and says another image tomorrow",
    "no-tag-known": "no tag is known: name the image by one",
    # base
    "no-bases-known": "no approved bases are known here",
    "base-not-approved": "belongs to no approved base",
    "no-base-beneath": "no approved base lies beneath that could be outdated",
    "base-older": "are an older %(base)s: another image has taken that name",
    "owners-not-told": "the packages do not tell which files are theirs",
    "file-replaced": "belongs to the package %(package)s; layer %(layer)s replaces it",
    "file-deleted": "belongs to the package %(package)s; layer %(layer)s deletes it",
    "package-prohibited": "is not allowed (%(pattern)s)",
    # shape
    "too-many-layers": "has %(layers)s layers, %(allowed)s are allowed",
    "layer-largest": "is the largest, %(largest)s; the image has %(stored)s, not %(allowed)s",
    "healthcheck-missing": "is missing",
    "healthcheck-off": "is switched off",
    "user-not-set": "is not set, so the software runs as root",
    "user-unknown": "names %(user)s, which is not in /%(file)s: the image does not start",
    "user-root": "is root",
    "volume-of-kernel": "covers a folder of the kernel's",
    "port-malformed": "is no port",
    "port-for-logins": "is for logins from afar (%(login)s)",
    "nothing-starts": "are both missing, so nothing starts",
    "shell-drops-arguments": "is wrapped in a shell, which drops every argument and command given to docker run",
    "shell-keeps-sigterm": "is wrapped in a shell, which does not pass SIGTERM on",
    "supervisor-started": "starts a supervisor of several programs",
    "supervisor-installed": "is a supervisor of several programs",
    # hygiene
    "environment-secret": "has a value, and its name is that of a secret",
    "argument-kept": "keeps the value in the image's history",
    "secret-deleted": "%(what)s; layer %(layer)s deletes it, and it is in the image all the same",
    "file-named": "a file named %(name)s",
    "file-ending": "a file ending in %(end)s",
    "file-of-passwords": "a file named %(name)s, which keeps passwords",
    "private-key": "a private key",
    "encrypted-private-key": "an encrypted private key",
    "aws-access-key": "an AWS access key",
    "google-api-key": "a Google API key",
    "azure-storage-key": "an Azure storage key",
    "github-token": "a GitHub token",
    "gitlab-token": "a GitLab token",
    "slack-token": "a Slack token",
    "stripe-key": "a live Stripe key",
    "npm-token": "an npm token",
    "pypi-token": "a PyPI token",
    "django-secret-key": "a SECRET_KEY",
    "database-password": "a database's password",
    "password": "a password",
    "password-empty": "has an empty password",
    "stands-more-than-once": "stands %(times)s times (%(held)s)",
    "number-of-several": "is the number of %(names)s",
    "setuid": "is setuid (owner %(owner)s)",
    "setgid": "is setgid (group %(group)s)",
    "setuid-and-setgid": "is setuid (owner %(owner)s) and setgid (group %(group)s)",
    "lists-left": "holds %(files)s files, %(size)s, that only an installation needs",
    "developers-folder": "is a folder of a developer's tools",
    "needless-file": "is of no use to the software",
    "sudo": "runs sudo",
    "index-updated-alone": "updates the index by %(manager)s and installs nothing after it",
    "distribution-upgraded": "upgrades the distribution: %(command)s",
    # what an engine tried
    "no-engine": "No engine is set up on which it could be tried.",
    "engine-away": "The engine does not answer: %(why)s",
    "engine-of-other-platform": "The engine runs no programs of %(platform)s.",
    "engine-elsewhere": "The engine is on another machine, and upgrades to nothing that is offered on this one: "
    "examine it on the engine's own machine, or have its upgrade waived.",
    "step-before-failed": "A step before it failed.",
    "did-not": "It did not.",
    "ended-saying": "It ended with exit code %(code)s. Its last words: %(words)s",
    "ended-silent": "It ended with exit code %(code)s. It said nothing.",
    "not-running": "It does not run after %(seconds)s seconds.",
    "not-healthy": "It is not healthy after %(seconds)s seconds.",
    "had-to-be-killed": "It had to be killed after %(seconds)s seconds.",
    # plugins
    "no-interface": "It names no interface.",
    "interface-unknown": "No engine knows %(interface)s.",
    "shares-ipc": "It shares the host's IPC.",
    "shares-pids": "It shares the host's processes.",
    "every-device": "It may use every device of the host.",
    "device": "It uses the device %(device)s.",
    "capability": "It has the capability %(capability)s.",
    "host-network": "It uses the host's network.",
    "host-mount": "It mounts %(source)s of the host.",
    "host-mount-chosen": "It mounts a place that its owner chooses of the host.",
    "not-read-back": "What was written into a volume of its own was not read back.",
    "not-given-back": "ReadLogs gives back “%(said)s”, not the line that was logged.",
    # supply chain
    "beside-not-looked-at": "what lies beside the image was not looked at",
    "no-signature": "there is none",
    "no-key-known": "it is signed, but no key of its publisher is known: register the public key in your publisher's "
    "settings",
    "signs-another-image": "It is of another image.",
    "no-registered-key": "It verifies with no key that its publisher registered.",
    "no-publishers-key": "No key of its publisher is known.",
    "signature-without-digest": "A signature names no digest, or is missing.",
    "envelope-without-statement": "An envelope holds no in-toto statement.",
    "statement-without-subject": "A statement names no subject or no predicate.",
    "lacks": "It lacks %(name)s.",
    "no-json": "It is no JSON.",
    "no-json-object": "It is no JSON object.",
    "no-base-64": "It holds what is no base 64.",
    "no-provenance": "is not stated: SLSA build level 0",
    "no-bill": "is neither beside the image nor made, for no package was found in it",
    # compose files
    "too-long": "is longer than %(characters)s characters",
    "no-yaml": "is no YAML: %(problem)s",
    "no-yaml-at": "is no YAML: %(problem)s, line %(line)s",
    "no-table": "holds no table of services",
    "too-deep": "is nested more than %(deep)s deep, line %(line)s",
    "stands-twice": "stands twice",
    "leads-to-files": "leads to other files",
    "leads-to-file": "leads to another file",
    "no-service-name": "is no name of a service",
    "no-image": "names no image",
    "no-text": "is no text",
    "no-compose-key": "is no key of the Compose specification",
    "no-such-service": "there is no service %(name)s",
    "no-such-network": "there is no network %(name)s",
    "no-such-secret": "there is no secret %(name)s",
    "no-such-config": "there is no config %(name)s",
    "no-such-volume": "there is no volume %(name)s",
    "no-image-named": "the file names no image",
    "by-variable": "%(image)s is chosen by a variable",
    "no-image-name": "%(image)s is no name of an image",
    "newest": "%(image)s is whatever is newest",
    "no-store-asked": "no store was asked which images it has",
    "cannot-be-looked-up": "%(image)s cannot be looked up",
    "not-in-store": "%(image)s is not in the store",
    "not-released": "%(image)s has no released version %(version)s",
    "built-where-started": "is built where it is started",
    "mounts-of-host": "mounts %(source)s of the host",
    "mounts-folder-of-host": "mounts a folder of the host",
    "every-power": "has every power over the host",
    "shares-network": "shares the host's network",
    "shares-processes": "shares the host's processes",
    "shares-memory": "shares the host's memory",
    "shares-accounts": "shares the host's accounts",
    "shares-name": "shares the host's name",
    "asks-for-powers": "asks for powers that a container has not",
}
SENTENCES = tuple(FINDINGS.values())


class Said(str):
    """A sentence of ours: a text in English, and by its code and particulars for who says it otherwise."""

    __slots__ = ("code", "particulars")
    code: str
    particulars: Mapping[str, str]

    def __new__(cls, text: str, code: str = "", particulars: Mapping[str, str] | None = None) -> Self:
        made = super().__new__(cls, text)
        made.code, made.particulars = code, particulars or {}
        return made


def said(code: str, /, **particulars: object) -> Said:
    told = {name: str(value) for name, value in particulars.items()}
    return Said(FINDINGS[code] % told, code, told)


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text was made of, and its particulars; None for a text that is none of these."""
    return sentences.recognised(text, SENTENCES)
