"""Documents that must not fall behind the code."""

import json
import re
from pathlib import Path

import pytest

from tieline.server.api import api
from tieline.server.reference import tables_page, tags_page

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented() -> None:
    source = (ROOT / "tieline/server/settings.py").read_text()
    names = {f"TIELINE_{name}" for name in re.findall(r'(?<!def )setting\(\s*"(\w+)"', source)}
    page = (ROOT / "docs/operations.md").read_text()
    assert names, "settings are read with setting(…)"
    assert not {name for name in names if f"`{name}`" not in page}


def test_every_documented_setting_exists() -> None:
    source = (ROOT / "tieline/server/settings.py").read_text()
    page = (ROOT / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `TIELINE_(\w+)`", page, flags=re.MULTILINE))
    assert documented
    assert not {name for name in documented if f'"{name}"' not in source}


def test_the_page_of_tables_is_the_declarations() -> None:
    assert (ROOT / "docs/reference/tables.md").read_text() == tables_page(), "run: tieline reference"


@pytest.mark.django_db
def test_the_page_of_tags_is_the_telecom_pack() -> None:
    assert (ROOT / "docs/reference/tags.md").read_text(encoding="utf-8") == tags_page(), "run: tieline reference"


def test_the_web_client_is_generated_from_the_api_as_it_is() -> None:
    kept = json.loads((ROOT / "web/openapi.json").read_text())
    assert kept == json.loads(json.dumps(api.get_openapi_schema())), (
        "run: tieline reference && npm run generate in web/"
    )


def test_the_readme_has_a_chinese_twin_with_the_same_commands() -> None:
    commands = [
        set(re.findall(r"^make \w+", (ROOT / n).read_text(), re.MULTILINE)) for n in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1] != set()
