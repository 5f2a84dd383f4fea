"""What looks like a secret, by a file's name or by what stands in it; the value itself is never kept.

Looked into are texts of up to a MiB: keys are short. What a name alone gives away counts in every size.
"""

import re
from collections.abc import Iterator
from itertools import islice

from vocabulary.findings import Said, said

LARGEST = 1024 * 1024
_BINARY_WITHIN = 1024  # a zero byte near its beginning makes a file no text

_NAMES = {
    name: said("file-named", name=name)
    for name in (
        *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk"),
        *("credentials.json", "credential.json", "credentials", "credential", "password.txt", "passwords.txt"),
        *(".env", ".netrc", "_netrc", ".pgpass", ".git-credentials", ".dockercfg", ".vault-token", ".my.cnf"),
        *("secret_token.rb", "carrierwave.rb", "omniauth.rb", "terraform.tfstate", "kubeconfig", "master.key"),
    )
}
_ENDS = {
    end: said("file-ending", end=end)
    for end in (
        *(".p12", ".pfx", ".pkcs12", ".jks", ".keystore", ".kdb", ".kdbx", ".psafe3", ".agilekeychain", ".keychain"),
        *(".ovpn", ".secret", ".private_key", ".ppk", ".tblk", ".pcap", ".cap"),
    )
}
_PLACES = (".docker/config.json", ".kube/config", ".aws/credentials", ".config/gcloud/credentials.db")
_LIBRARIES = re.compile(r"(?:^|/)(?:site-packages|dist-packages|node_modules|gems|vendor/bundle|usr/share/doc)/")

_KEY = b"PRIVATE KEY"
_BEGINS = re.compile(rb"-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|PGP|ENCRYPTED) )?PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
_BEGINNINGS, _FIRST = 64, 2048  # how many are looked into, and how many bytes after each
_AWS = rb"(?<![A-Za-z0-9/+])%s(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9/+=])"
_TOKENS: tuple[tuple[bytes, re.Pattern[bytes], Said], ...] = (
    (b"AKIA", re.compile(_AWS % b"AKIA"), said("aws-access-key")),
    (b"AIza", re.compile(rb"(?<![\w-])AIza[\w-]{35}(?![\w-])"), said("google-api-key")),
    (b"AccountKey=", re.compile(rb"AccountKey=[A-Za-z0-9+/]{86}=="), said("azure-storage-key")),
    (b"ghp_", re.compile(rb"(?<!\w)ghp_[A-Za-z0-9]{36}(?!\w)"), said("github-token")),
    (b"github_pat_", re.compile(rb"(?<!\w)github_pat_\w{82}(?!\w)"), said("github-token")),
    (b"glpat-", re.compile(rb"(?<!\w)glpat-[\w-]{20}(?![\w-])"), said("gitlab-token")),
    (b"xox", re.compile(rb"(?<!\w)xox[abprs]-(?:\d{6,20}-){1,3}[A-Za-z0-9]{20,}"), said("slack-token")),
    (b"sk_live_", re.compile(rb"(?<!\w)sk_live_[A-Za-z0-9]{24,}"), said("stripe-key")),
    (b"npm_", re.compile(rb"(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)"), said("npm-token")),
    (b"pypi-AgE", re.compile(rb"(?<!\w)pypi-AgE[\w-]{50,}"), said("pypi-token")),
)
_DJANGO = rb"^[ \t]*SECRET_KEY[ \t]*=[ \t]*[rbuf]{0,2}[\"'][^\"'\n]{16,}[\"']"
_IN_NAMED = {
    "settings.py": (re.compile(_DJANGO, re.MULTILINE), said("django-secret-key")),
    "database.yml": (
        re.compile(rb"^[ \t]*password:[ \t]*[\"']?[^\s\"'<#$&*]", re.MULTILINE),
        said("database-password"),
    ),
    ".npmrc": (re.compile(rb"_(?:authToken|auth|password)[ \t]*=[ \t]*[^\s$]"), said("npm-token")),
    ".pypirc": (re.compile(rb"^[ \t]*password[ \t]*[=:][ \t]*\S", re.MULTILINE), said("password")),
}


def named(path: str) -> str:
    """What a file of this name gives away, empty where nothing; libraries bring many such names, and no secrets."""
    name = path.rpartition("/")[2]
    what = _NAMES.get(name) or _ENDS.get(name[name.rfind(".") :] if "." in name else "")
    if what is None and not path.endswith(_PLACES):
        return ""
    if _LIBRARIES.search(path):
        return ""
    return what or said("file-of-passwords", name=name)


def held(path: str, content: bytes) -> str:
    """What stands in a text, empty where no secret does."""
    if len(content) > LARGEST or b"\0" in content[:_BINARY_WITHIN]:
        return ""
    return next(_found(path, content), "")


def _found(path: str, content: bytes) -> Iterator[Said]:
    if _KEY in content:
        yield from _keys(content)
    for mark, form, what in _TOKENS:
        if mark in content and form.search(content):
            yield what
    inside = _IN_NAMED.get(path.rpartition("/")[2])
    if inside is not None and inside[0].search(content) and not _LIBRARIES.search(path):
        yield inside[1]


def _keys(content: bytes) -> Iterator[Said]:
    """PEM (RFC 7468) with a body; a mention in a manual has none. JSON and scripts write line ends as `\\n`."""
    for beginning in islice(_BEGINS.finditer(content), _BEGINNINGS):
        following = content[beginning.end() : beginning.end() + _FIRST].partition(b"-----")[0]
        if _BODY.search(following.replace(b"\\n", b"\n")):
            yield said("encrypted-private-key") if b"ENCRYPTED" in beginning[0] + following else said("private-key")
