"""
Trained models on disk: LightGBM's own text for the trees, JSON for the rest. Nothing is unpickled, ever.

``models/<key>/<version>/{trees-0.txt, …, model.json}`` is written once, under a name of its own, and renamed into
place; ``models/<key>/current.json`` says which version the published scores come from, or why there are none.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

VERSIONS_KEPT = 3


def model_folder(key: str) -> Path:
    """Where versions of this model lie."""
    return Path(settings.TIELINE_DATA) / "models" / key


def has_version(key: str, version: str) -> bool:
    """Whether this version is complete on disk."""
    return (model_folder(key) / version / "model.json").exists()


def store_version(key: str, version: str, *, trees: list[str], body: dict[str, Any]) -> None:
    """Write a version, whole or not at all; an equal version that is already there is kept."""
    folder = model_folder(key)
    making = folder / f".making-{uuid4().hex}"
    making.mkdir(parents=True)
    try:
        for fold, text in enumerate(trees):
            _write(making / f"trees-{fold}.txt", text)
        _write(making / "model.json", json.dumps(body, ensure_ascii=False, sort_keys=True))
        if not has_version(key, version):
            making.rename(folder / version)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def read_version(key: str, version: str) -> tuple[list[str], dict[str, Any]]:
    """The trees of each fold as text, and the rest."""
    folder = model_folder(key) / version
    body: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    trees = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("trees-*.txt"))]
    return trees, body


def set_current(key: str, current: dict[str, Any]) -> None:
    """Say which version the published scores come from; older versions beyond the newest few are removed."""
    folder = model_folder(key)
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f".current-{uuid4().hex}"
    _write(making, json.dumps(current, ensure_ascii=False, sort_keys=True))
    making.replace(folder / "current.json")
    _forget_old_versions(folder, keep=str(current.get("version")))


def find_current(key: str) -> dict[str, Any] | None:
    """What ``set_current`` said last; None before the first run."""
    try:
        current: dict[str, Any] = json.loads((model_folder(key) / "current.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return current


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _forget_old_versions(folder: Path, keep: str) -> None:
    for leftover in folder.glob(".making-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    versions = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in versions[:-VERSIONS_KEPT]:
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
