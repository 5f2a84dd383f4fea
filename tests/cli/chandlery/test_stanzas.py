"""Reading the files that official images are listed from, whole and broken."""

from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from cli.chandlery.stanzas import Stanzas, parse

WHOLE = """\
# this file is generated
Maintainers: Ada Lovelace <ada@example.org> (@ada),
             Bob (@bob)
GitRepo: https://git.example/db.git
GitCommit: 0123456789abcdef0123456789abcdef01234567

Tags: 2.0, 2,
# a comment inside
 latest
Architectures: amd64, arm64v8, arm32v7, i386
arm64v8-GitCommit: ffffffffffffffffffffffffffffffffffffffff
arm64v8-Directory: 2/arm
Directory: 2
Builder: buildkit

Tags: 2.0-windows
SharedTags: 2.0-any
Architectures: windows-amd64
Constraints: windowsservercore-ltsc2025
"""


def read(text: str) -> Stanzas:
    return parse(dedent(text))


def test_a_stanza_is_read_with_the_defaults_of_the_first() -> None:
    found = parse(WHOLE)
    assert found.mistakes == ()
    assert found.maintainers == ("Ada Lovelace <ada@example.org> (@ada)", "Bob (@bob)")
    assert [entry.tags for entry in found.entries] == [("2.0", "2", "latest"), ("2.0-windows",)]
    assert {build.repository for entry in found.entries for build in entry.builds} == {"https://git.example/db.git"}


def test_architectures_are_platforms() -> None:
    first, second = parse(WHOLE).entries
    assert first.platforms == ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/386")
    assert second.platforms == ("windows/amd64",)


def test_an_architecture_may_have_a_commit_and_directory_of_its_own() -> None:
    sources = [build.source for build in parse(WHOLE).entries[0].builds]
    assert sources == ["0123456789ab:2", "ffffffffffff:2/arm", "0123456789ab:2", "0123456789ab:2"]


def test_builder_constraints_and_shared_tags_are_read() -> None:
    first, second = parse(WHOLE).entries
    assert {build.builder for build in first.builds} == {"buildkit"}
    assert second.constraints == ("windowsservercore-ltsc2025",)
    assert second.shared_tags == ("2.0-any",)


def test_a_broken_stanza_is_told_by_line_and_the_rest_goes_in() -> None:
    broken = WHOLE.replace("Builder: buildkit", "this is no field")
    found = parse(broken)
    assert [(mistake.line, "no field" in mistake.text) for mistake in found.mistakes] == [(14, True)]
    assert [entry.tags for entry in found.entries] == [("2.0-windows",)]


def test_an_unknown_architecture_is_told_and_the_others_go_in() -> None:
    found = parse(WHOLE.replace("i386", "vax"))
    assert [mistake.line for mistake in found.mistakes] == [10]
    assert found.entries[0].platforms == ("linux/amd64", "linux/arm64", "linux/arm/v7")


def test_a_stanza_without_tags_is_told() -> None:
    found = parse(WHOLE.replace("SharedTags: 2.0-any\n", "").replace("Tags: 2.0-windows\n", ""))
    assert [(one.line, one.text) for one in found.mistakes] == [(16, "The stanza has no Tags.")]


def test_a_word_that_is_no_commit_is_told() -> None:
    found = read(
        """
        Maintainers: Ada (@ada)
        GitRepo: https://git.example/db.git

        Tags: 1.0
        GitCommit: master
        """
    )
    assert [one.line for one in found.mistakes] == [6]


def test_a_tag_stays_with_the_stanza_that_named_it_first() -> None:
    found = parse(WHOLE + "\nTags: latest, 1.0\n")
    assert found.entries[-1].tags == ("1.0",)
    assert [one.line for one in found.mistakes] == [21]


def test_the_older_form_has_one_line_a_tag() -> None:
    found = read(
        """
        # maintainer: Ada
        1.0: https://git.example/db.git@0123456789abcdef 1
        latest: https://git.example/db.git@0123456789abcdef
        """
    )
    assert [(one.tags, one.builds[0].source) for one in found.entries] == [
        (("1.0",), "0123456789ab:1"),
        (("latest",), "0123456789ab:."),
    ]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    parse(text)


lines = st.sampled_from(
    [*WHOLE.split("\n"), "Tags:", "Tags: ,", "  more", ":", "a: b@c", "\t", "SharedTags: 2.0", "é: ü"]
)


@given(st.lists(lines).map("\n".join))
def test_no_mixture_of_lines_breaks_the_reader_or_doubles_a_tag(text: str) -> None:
    tags = [tag for entry in parse(text).entries for tag in entry.tags]
    assert len(tags) == len(set(tags))
