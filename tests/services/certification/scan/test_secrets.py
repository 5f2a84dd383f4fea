"""What looks like a secret and what does not."""

import pytest

from services.certification.scan.secrets import LARGEST, held, named

BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"


def pem(kind: str, end: str = "\n") -> bytes:
    return end.join([f"-----BEGIN {kind}-----", BODY, BODY, f"-----END {kind}-----", ""]).encode()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (pem("PRIVATE KEY"), "a private key"),
        (pem("RSA PRIVATE KEY"), "a private key"),
        (pem("OPENSSH PRIVATE KEY", "\r\n"), "a private key"),
        (pem("PGP PRIVATE KEY BLOCK"), "a private key"),
        (b'{"private_key": "' + pem("PRIVATE KEY", "\\n") + b'"}', "a private key"),
        (b"key: |\n  " + pem("EC PRIVATE KEY", "\n  "), "a private key"),
        (pem("ENCRYPTED PRIVATE KEY"), "an encrypted private key"),
        (b"aws_access_key_id = AKIAQ3EGQ2ZJ7WXYZABC\n", "an AWS access key"),
        (b"token=ghp_" + b"a1B2" * 9, "a GitHub token"),
        (b"glpat-" + b"abcde" * 4, "a GitLab token"),
        (b"AIza" + b"Sy0_-" * 7, "a Google API key"),
        (b"sk_live_" + b"4eC39HqL" * 3, "a live Stripe key"),
    ],
)
def test_keys_and_tokens_are_found_in_texts(content: bytes, what: str):
    assert held("app/config", b"before\n" + content) == what


@pytest.mark.parametrize(
    "content",
    [
        b"",
        pem("PUBLIC KEY"),
        pem("CERTIFICATE"),
        b"Files begin with -----BEGIN RSA PRIVATE KEY----- and end with -----END RSA PRIVATE KEY-----.",
        b"aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        b"AKIA" + b"A" * 40,
        b"sk_test_" + b"4eC39HqL" * 3,
        b"\x7fELF\0" + pem("PRIVATE KEY"),
        b" " * LARGEST + pem("PRIVATE KEY"),
    ],
)
def test_examples_public_keys_programs_and_large_files_are_none(content: bytes):
    assert held("app/config", content) == ""


@pytest.mark.parametrize(
    "path",
    ["root/.ssh/id_rsa", "app/.env", "root/.docker/config.json", "home/a/.aws/credentials", "app/store.p12", "x.jks"],
)
def test_names_that_give_a_secret_away(path: str):
    assert named(path)


@pytest.mark.parametrize(
    "path", ["usr/lib/python3/dist-packages/boto/credentials", "app/node_modules/x/.env", "app/env", "app/id_rsa.pub"]
)
def test_names_that_libraries_bring_or_that_only_look_alike(path: str):
    assert named(path) == ""


def test_frameworks_keep_secrets_in_files_of_their_own():
    assert held("app/settings.py", b'DEBUG = True\nSECRET_KEY = "django-insecure-3k2j"\n') == "a SECRET_KEY"
    assert held("app/settings.py", b'SECRET_KEY = os.environ["KEY"]\n') == ""
    assert held("config/database.yml", b"production:\n  password: hunter2\n") == "a database's password"
    assert held("config/database.yml", b"production:\n  password: <%= ENV['PASSWORD'] %>\n") == ""


@pytest.mark.parametrize("mark", [b"-----BEGIN PRIVATE KEY-----", b"SECRET_KEY ", b"\n  password", b"xoxb-1234567-"])
def test_a_text_made_to_be_slow_is_not(mark: bytes):
    assert held("settings.py", mark * (LARGEST // len(mark))) == ""
    assert held("settings.py", (mark + b" " * 200) * (LARGEST // (len(mark) + 200))) == ""
