"""What notices tell: pulls by tag or digest and mere looks, the same in whatever order and however often they come."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.deciders.tally import Notice, client_of, tally
from services.catalog.events import PullCount
from tests.controls.catalog import AT, DIGEST, OTHER_DIGEST, linux_amd64, linux_arm64
from vocabulary.digest import Digest

AMD64, ARM64 = linux_amd64.digest, linux_arm64.digest
SIGNATURE = str(Digest.of(b"a signature"))
VERSIONS = {
    DIGEST: {AMD64: "linux/amd64", ARM64: "linux/arm64"},
    OTHER_DIGEST: {OTHER_DIGEST: "linux/s390x"},  # of one platform
}


def head(digest: str, tag: str = "1.0.0", at: float = 0, who: str = "bob") -> Notice:
    return Notice(f"head/{digest}/{tag}/{at}/{who}", AT + timedelta(seconds=at), False, tag, digest, who, "docker")


def get(digest: str, tag: str = "", at: float = 0, who: str = "bob") -> Notice:
    return Notice(f"get/{digest}/{tag}/{at}/{who}", AT + timedelta(seconds=at), True, tag, digest, who, "docker")


def told(*notices: Notice) -> list[tuple[str, str, str, int]]:
    return sorted((one.how, one.tag, one.platform, one.count) for one in tally(notices, VERSIONS, paid=False))


def test_a_pull_of_an_index_is_one_pull_by_its_tag_and_the_child_tells_the_platform() -> None:
    counts = tally([head(DIGEST), get(DIGEST, at=0.1), get(ARM64, at=0.2)], VERSIONS, paid=True)
    assert counts == (PullCount("1.0.0", DIGEST, "linux/arm64", "docker", "tag", paid=True, count=1),)


def test_a_look_that_leads_to_nothing_is_a_check() -> None:
    assert told(head(DIGEST)) == [("check", "1.0.0", "", 1)]


def test_what_is_asked_by_digest_counts_by_digest() -> None:
    assert told(get(DIGEST), get(AMD64, at=0.1)) == [("digest", "", "linux/amd64", 1)]


def test_a_look_long_ago_is_no_part_of_a_pull() -> None:
    assert told(head(DIGEST), get(DIGEST, at=600)) == [("check", "1.0.0", "", 1), ("digest", "", "", 1)]


def test_anothers_look_is_no_part_of_a_pull() -> None:
    assert told(head(DIGEST), get(DIGEST, at=1, who="carol")) == [("check", "1.0.0", "", 1), ("digest", "", "", 1)]


def test_clients_that_ask_for_the_tag_itself_pull_by_tag() -> None:
    assert told(get(DIGEST, "1.0.0"), get(AMD64, at=0.1)) == [("tag", "1.0.0", "linux/amd64", 1)]


def test_an_image_of_one_platform_tells_it_itself() -> None:
    assert told(head(OTHER_DIGEST, "2"), get(OTHER_DIGEST, at=1)) == [("tag", "2", "linux/s390x", 1)]


def test_a_child_alone_counts_under_its_index() -> None:
    (count,) = tally([get(ARM64)], VERSIONS, paid=False)
    assert (count.how, count.digest, count.platform) == ("digest", DIGEST, "linux/arm64")


def test_a_child_after_a_look_at_its_index_is_a_pull_by_tag() -> None:
    assert told(head(DIGEST), get(ARM64, at=1)) == [("tag", "1.0.0", "linux/arm64", 1)]


def test_who_copies_all_platforms_pulls_once() -> None:
    assert told(get(DIGEST, "1.0.0"), get(AMD64, at=0.1), get(ARM64, at=0.2)) == [("tag", "1.0.0", "", 1)]


def test_two_machines_behind_one_address_are_two_pulls() -> None:
    notices = [get(DIGEST), get(DIGEST, at=0.1), get(AMD64, at=0.2), get(ARM64, at=0.3)]
    assert told(*notices) == [("digest", "", "linux/amd64", 1), ("digest", "", "linux/arm64", 1)]


def test_pulling_the_same_again_counts_again() -> None:
    once = [head(DIGEST), get(DIGEST, at=0.1), get(AMD64, at=0.2)]
    again = [head(DIGEST, at=5), get(DIGEST, at=5.1), get(AMD64, at=5.2)]
    assert told(*once, *again) == [("tag", "1.0.0", "linux/amd64", 2)]


def test_signatures_attestations_and_kept_digests_do_not_count() -> None:
    signed = f"sha256-{DIGEST.removeprefix('sha256:')}.sig"
    assert (
        told(get(SIGNATURE, signed), get(SIGNATURE), head(SIGNATURE), get(DIGEST, signed), head(DIGEST, signed)) == []
    )


def test_a_notice_that_comes_twice_counts_once() -> None:
    assert told(get(DIGEST), get(DIGEST)) == [("digest", "", "", 1)]


@pytest.mark.parametrize(
    ("agent", "client"),
    [
        ("docker/20.10.24+dfsg1 go/go1.19.8 UpstreamClient(Docker-Client/28.2.2)", "docker"),
        ("containerd/1.6.20+unknown", "containerd"),
        ("containers/5.24.1 (github.com/containers/image)", "podman"),
        ("libpod/4.3.1", "podman"),
        ("skopeo/1.9.3", "skopeo"),
        ("crane/v0.20 go-containerregistry/v0.20", "crane"),
        ("curl/7.88", "other"),
        ("", "other"),
    ],
)
def test_a_client_is_known_by_what_it_calls_itself(agent: str, client: str) -> None:
    assert client_of(agent) == client


notice = st.builds(
    Notice,
    id=st.uuids().map(str),
    at=st.integers(0, 400).map(lambda seconds: AT + timedelta(seconds=seconds)),
    read=st.booleans(),
    tag=st.sampled_from(["", "", "1.0.0", "latest", "sha256-abc.sig"]),
    digest=st.sampled_from([DIGEST, OTHER_DIGEST, AMD64, ARM64, SIGNATURE]),
    who=st.sampled_from(["bob", "carol"]),
    client=st.just("docker"),
)


@given(st.lists(notice, max_size=30), st.randoms(use_true_random=False))
def test_shuffled_and_repeated_the_notices_tell_the_same(notices: list[Notice], chance: random.Random) -> None:
    sent = notices + [one for one in notices if chance.random() < 0.5]
    chance.shuffle(sent)
    assert tally(sent, VERSIONS, paid=False) == tally(notices, VERSIONS, paid=False)


@given(st.lists(notice, max_size=30))
def test_nothing_is_counted_that_was_not_told(notices: list[Notice]) -> None:
    counts = tally(notices, VERSIONS, paid=False)
    pulls = sum(one.count for one in counts if one.how != "check")
    assert pulls <= sum(1 for one in notices if one.read)
    assert sum(one.count for one in counts) <= len(notices)
