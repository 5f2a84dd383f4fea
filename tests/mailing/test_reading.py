"""Incoming letters are read as their writers meant them, and whatever comes is read without harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailing.parts import File
from mailing.reading import LONGEST_TEXT, Envelope
from tests.mailing.letters import ENVELOPE, as_read, letter

HEAD = b"From: ada@example.org\r\nMessage-ID: <1@example.org>\r\n"


def test_who_wrote_what_about_what_and_to_whom() -> None:
    read = as_read(letter("It fails.\n", To="Store <support@store.example>, bob@example.org"))
    assert (read.sender, read.subject, read.text) == ("ada@example.org", "It fails", "It fails.")
    assert read.recipients == ("support@store.example", "bob@example.org")
    assert read.message_id == "<1@example.org>"


def test_what_it_answers_is_told_oldest_first() -> None:
    read = as_read(letter(References="<a@x> <b@x>", In_Reply_To="<b@x>"))
    assert read.references == ("<a@x>", "<b@x>")


def test_what_a_letter_answers_is_the_last_of_what_it_refers_to_wherever_else_it_stands() -> None:
    read = as_read(letter(References="<a@x> <b@x> <c@x>", In_Reply_To="<b@x>"))
    assert read.references == ("<a@x>", "<c@x>", "<b@x>")


def test_files_are_kept_with_their_names_and_bytes() -> None:
    message = letter()
    message.add_attachment(b"\x00\xff", maintype="application", subtype="gzip", filename="Protokoll ä.tgz")
    assert as_read(message).files == (File("Protokoll ä.tgz", "application/gzip", b"\x00\xff"),)


def test_pictures_within_html_are_kept_beside_the_text_that_was_chosen() -> None:
    message = letter("as text")
    message.add_alternative("<p>as HTML <img src='cid:1'></p>", subtype="html")
    message.get_payload()[1].add_related(b"png", maintype="image", subtype="png", cid="<1>")  # type: ignore[index, union-attr, call-arg, arg-type]
    read = as_read(message)
    assert (read.text, [file.media_type for file in read.files]) == ("as text", ["image/png"])


def test_a_letter_of_html_alone_is_made_text() -> None:
    message = letter()
    message.set_content("<p>It <b>fails</b></p>", subtype="html")
    assert as_read(message).text == "It fails"


def test_a_forwarded_letter_is_kept_as_a_file() -> None:
    message = letter()
    message.add_attachment(letter("inner", Subject="Their words"))
    (file,) = as_read(message).files
    assert (file.name, file.media_type, b"inner" in file.content) == ("Their words.eml", "message/rfc822", True)


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "fällt aus".encode()),
        ("iso-8859-1", "fällt aus".encode("latin-1")),
        ("utf-8", "fällt aus".encode("latin-1")),
        ("us-ascii", "fällt aus".encode()),
        ("x-unheard-of", "fällt aus".encode()),
        ('"', "fällt aus".encode("cp1252")),
    ],
)
def test_a_charset_that_is_wrong_or_unknown_is_survived(charset: str, content: bytes) -> None:
    told = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + content
    assert as_read(told).text == "fällt aus"


def test_a_subject_of_bare_bytes_or_in_many_pieces_is_readable() -> None:
    assert as_read(HEAD + "Subject: fällt\r\n\r\n".encode()).subject == "fällt"
    assert as_read(HEAD + b"Subject: =?utf-8?q?f=C3=A4?=\r\n =?utf-8?q?llt?=\r\n\r\n").subject == "fällt"
    assert as_read(HEAD + b"Subject: =?utf-8?b?!!!?= =?x?q?a?=\r\n\r\n").subject


def test_lines_that_flow_are_put_together() -> None:
    told = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\nIt fails \r\nagain.\r\n> he \r\n> said\r\nNew\r\n"
    assert as_read(told).text == "It fails again.\n> he said\nNew"


@pytest.mark.parametrize(
    ("told", "sender"),
    [
        ('"ada@example.org" <Eve@elsewhere.example>', "eve@elsewhere.example"),
        ("eve@elsewhere.example (ada@example.org)", "eve@elsewhere.example"),
        ("=?utf-8?q?ada=40example.org?= <eve@elsewhere.example>", "eve@elsewhere.example"),
        ("ada@example.org <eve@elsewhere.example>", ""),
        ("ada@example.org, eve@elsewhere.example", ""),
        ("Ada: ada@example.org, eve@elsewhere.example;", ""),
        ("ada@example.org\r\nFrom: eve@elsewhere.example", ""),
        ("Ada", ""),
    ],
)
def test_a_sender_is_the_one_address_that_nobody_could_take_for_another(told: str, sender: str) -> None:
    assert as_read(f"From: {told}\r\n\r\nx".encode()).sender == sender


def test_of_a_text_beyond_all_measure_the_whole_is_a_file() -> None:
    read = as_read(letter("word " * LONGEST_TEXT))
    assert len(read.text) <= LONGEST_TEXT
    assert read.files[0].name == "letter.txt"
    assert len(read.files[0].content) > LONGEST_TEXT


def test_a_letter_without_an_id_has_the_same_one_each_time_it_comes() -> None:
    told = letter(Message_ID="").as_bytes()
    first, again = as_read(told), as_read(b"Received: from elsewhere\r\n" + told)
    assert first.message_id == again.message_id
    assert first.message_id != as_read(told + b"more").message_id


def test_a_name_with_folders_is_a_name_alone() -> None:
    told = HEAD + b'Content-Disposition: attachment; filename="../../etc/passwd"\r\n\r\nx'
    assert as_read(told).files[0].name == "passwd"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(30)),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + b"a: b\r\n" * 5000,
        b"\r\n" * 1_000_000,
    ],
    ids=["many parts", "deep parts", "many headers", "many lines"],
)
def test_a_letter_made_to_fill_the_memory_is_kept_whole(body: bytes) -> None:
    read = as_read(HEAD + body)
    assert [file.name for file in read.files] == ["letter.eml"]
    assert (read.sender, read.message_id) == ("ada@example.org", "<1@example.org>")


PIECES = (
    b"From: a@b\r\n",
    b"Content-Type: text/plain; charset*=",
    b"multipart/mixed; boundary=x",
    b"--x\r\n",
    b"--x--\r\n",
    b"\r\n",
    b"Content-Disposition: attachment; filename*0*=",
    b"Content-Transfer-Encoding: base64\r\n",
    b"utf-8''%ff",
    b"=?utf-8?q?",
    b"message/rfc822",
    b"References: <a@b>",
    b"Content-Type: ",
    b"\x80\xff",
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=40))
def test_whatever_comes_is_read(pieces: list[bytes]) -> None:
    read = as_read(b"".join(pieces), Envelope("", ()))
    words = (read.message_id, read.sender, *read.recipients, read.subject, *read.references, read.text, read.automatic)
    assert "\x00" not in "".join(words).encode().decode()


def test_the_envelope_counts_beside_the_headers() -> None:
    envelope = Envelope("ada@example.org", ("Support+5.abc@store.example",))
    assert as_read(letter(), envelope).recipients[0] == "support+5.abc@store.example"
    assert as_read(letter(), ENVELOPE).automatic == ""
