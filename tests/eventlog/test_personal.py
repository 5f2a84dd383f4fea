"""Personal fields can be read with their subject's key alone, and not at all once it is gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.log import Log, open_log
from eventlog.personal import GONE, conceal, reveal
from eventlog.schema import ERASED
from eventlog.testing import MIDDAY, Keyring, acting
from tests.eventlog.club import SECRET, Join, member

KEY = bytes(range(32))


@given(st.text())
def test_a_concealed_text_is_revealed_as_it_was(text: str) -> None:
    assert reveal(conceal(text, KEY), KEY) == text


def test_the_same_text_is_concealed_differently_each_time() -> None:
    assert conceal("ada", KEY) != conceal("ada", KEY)


def test_without_its_key_a_text_is_erased() -> None:
    assert reveal(conceal("ada", KEY), None) == ERASED


def test_nothing_is_kept_of_a_text_whose_subject_has_no_key() -> None:
    assert conceal("ada", None) == GONE
    assert reveal(GONE, KEY) == ERASED


def test_another_subjects_key_reveals_nothing() -> None:
    with pytest.raises(ValueError, match="another subject"):
        reveal(conceal("ada", KEY), KEY[::-1])


def test_what_is_not_a_ciphertext_is_never_shown() -> None:
    with pytest.raises(ValueError, match="not a ciphertext"):
        reveal("ada", KEY)


def test_an_event_about_an_erased_subject_keeps_nothing_of_it(log: Log, keys: Keyring) -> None:
    keys.erase("ada")
    log.execute(member, "ada", Join("Ada Lovelace", "1 Main St"), acting("ada"))
    assert log.fold(member, "ada").name == ERASED
    assert log.read("member-ada")[0].data["name"] == GONE


def test_a_log_without_keys_refuses_to_store_personal_fields_in_the_clear(log_url: str) -> None:
    log = open_log("club", log_url, keys=None, secret=SECRET)
    with pytest.raises(RuntimeError, match="without keys"):
        log.execute(member, "ada", Join("Ada", "1 Main St"), Context("command-1", "ada", MIDDAY))
    assert log.head() == 0
    log.close()
