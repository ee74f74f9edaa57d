"""Models on disk: whole or not at all."""

from pathlib import Path
from typing import Any

import pytest

from tieline.know.scores import stored_models


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.TIELINE_DATA = tmp_path


def test_a_version_comes_back_as_it_was_stored() -> None:
    stored_models.store_version("churn", "v1", trees=["a", "b"], body={"x": 0.1 + 0.2})
    assert stored_models.read_version("churn", "v1") == (["a", "b"], {"x": 0.1 + 0.2})


def test_before_the_first_run_nothing_is_current() -> None:
    assert stored_models.find_current("churn") is None


def test_a_version_that_was_not_finished_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as during:
        during.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="no space"):
            stored_models.store_version("churn", "v1", trees=["a"], body={})
    assert not stored_models.has_version("churn", "v1")
    assert list(stored_models.model_folder("churn").iterdir()) == []


def test_storing_twice_keeps_the_first() -> None:
    stored_models.store_version("churn", "v1", trees=["a"], body={})
    stored_models.store_version("churn", "v1", trees=["b"], body={})
    assert stored_models.read_version("churn", "v1")[0] == ["a"]


def test_old_versions_are_forgotten_and_what_a_killed_run_left_behind_too() -> None:
    for number in range(6):
        stored_models.store_version("churn", f"v{number}", trees=["a"], body={})
    (stored_models.model_folder("churn") / ".making-half").mkdir()
    stored_models.set_current("churn", {"version": "v0"})
    left = {path.name for path in stored_models.model_folder("churn").iterdir()}
    assert left == {"current.json", "v0", "v3", "v4", "v5"}
