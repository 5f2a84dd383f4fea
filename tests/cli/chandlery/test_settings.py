"""Settings come from the environment in one place, and wrong values are told by name."""

from pathlib import Path

import pytest

from cli.chandlery.settings import SETTINGS, misspelt, resolve
from eventlog.settings import BadSettings


def test_addresses_follow_the_ports() -> None:
    settings = resolve({"CHANDLERY_PORT": "8123", "CHANDLERY_REGISTRY_PORT": "5123"})
    assert settings["CHANDLERY_URL"] == "http://localhost:8123"
    assert settings["CHANDLERY_REGISTRY_HOST"] == "localhost:5123"
    assert settings["CHANDLERY_REGISTRY_API"] == "http://127.0.0.1:5123"


def test_the_data_folder_is_told_in_full() -> None:
    assert resolve({"CHANDLERY_DATA": "./data"})["CHANDLERY_DATA"] == str(Path("data").resolve())


def test_a_name_that_is_set_to_nothing_is_not_set() -> None:
    assert resolve({"CHANDLERY_DATA": "", "CHANDLERY_PORT": ""}) == resolve({})


def test_every_wrong_value_is_named_at_once() -> None:
    with pytest.raises(BadSettings) as bad:
        resolve({"CHANDLERY_PORT": "eighty", "CHANDLERY_DEMO": "yes", "CHANDLERY_URL": "store.example"})
    assert [line.split()[0] for line in bad.value.lines] == ["CHANDLERY_PORT", "CHANDLERY_URL", "CHANDLERY_DEMO"]


def test_views_lie_in_a_folder_or_in_a_database() -> None:
    with pytest.raises(BadSettings, match="CHANDLERY_VIEWS needs sqlite:///FOLDER or postgresql"):
        resolve({"CHANDLERY_VIEWS": "./views"})


def test_an_at_sign_in_a_databases_password_is_refused_and_what_follows_it_not_shown() -> None:
    """What reads addresses takes it for the beginning of the host's name."""
    with pytest.raises(BadSettings) as bad:
        resolve({"CHANDLERY_VIEWS": "postgresql+psycopg2://ada:open@sesame@db/views"})
    assert bad.value.lines[0].endswith("@HOST/DATABASE, an @ in the password as %40")
    assert "sesame" not in str(bad.value)


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(BadSettings) as bad:
        resolve({"CHANDLERY_ADMIN_EMAIL": "ada@store.example", "CHANDLERY_ADMIN_PASSWORD": "short"})
    assert bad.value.lines == ["CHANDLERY_ADMIN_PASSWORD needs at least 10 characters"]


def test_a_secret_comes_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse battery\n")
    environ = {"CHANDLERY_ADMIN_EMAIL": "a@b.example", "CHANDLERY_ADMIN_PASSWORD_FILE": str(tmp_path / "password")}
    assert resolve(environ)["CHANDLERY_ADMIN_PASSWORD"] == "correct horse battery"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("\n")
    assert resolve({"ELASTICSEARCH_URL_FILE": str(tmp_path / "search")})["ELASTICSEARCH_URL"] == ""


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"CHANDLERY_ADMIN_PASSWORD_FILE names .*nowhere"):
        resolve({"CHANDLERY_ADMIN_PASSWORD_FILE": str(tmp_path / "nowhere")})


def test_a_misspelt_name_is_told_with_the_right_one() -> None:
    assert misspelt({"CHANDLERY_PROT": "1"}) == ["CHANDLERY_PROT is not a setting; CHANDLERY_PORT is"]


def test_every_setting_says_what_it_means() -> None:
    assert all(setting.meaning for setting in SETTINGS)


def test_every_setting_stands_in_the_docs_as_it_is() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "settings.md").read_text()
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "not set"
        assert f"| `{setting.name}` | {default} | {setting.meaning} |" in docs
