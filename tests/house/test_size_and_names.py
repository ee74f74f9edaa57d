"""The house in numbers: sizes, names and docstrings that the style page promises."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "typing", "tools"}


def tracked(*patterns: str) -> list[Path]:
    """Files that git tracks or would track, below the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def modules() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_python_file_has_more_than_300_lines() -> None:
    long = {relative(p): n for p in modules() if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long


def test_no_web_file_has_more_than_300_lines() -> None:
    written = [p for p in tracked("web/src/*.ts", "web/src/*.tsx", "web/e2e/*.ts") if "api" not in p.parts]
    long = {relative(p): n for p in written if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long


def test_functions_of_the_product_have_at_most_50_lines() -> None:
    long = {
        f"{relative(path)}:{node.name}": lines
        for path in modules()
        if path.is_relative_to(ROOT / "tieline")
        for node in functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > 50
    }
    assert not long


def test_no_module_is_named_after_nothing() -> None:
    assert not [relative(p) for p in modules() if p.stem in FORBIDDEN or p.parent.name in FORBIDDEN]


def test_every_silenced_check_carries_its_reason() -> None:
    silent = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[\w, -]+\])?)\s*$")
    found = [
        f"{relative(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if silent.search(line)
    ]
    assert not found


@pytest.mark.parametrize("word", ["Takes:", "Gives:", "Words"])
def test_every_capability_says_what_it_takes_gives_and_which_words_it_owns(word: str) -> None:
    capabilities = [
        p for floor in ("foundation", "know", "notice", "act") for p in (ROOT / "tieline" / floor).iterdir()
    ]
    silent = [
        relative(folder)
        for folder in capabilities
        if folder.is_dir() and (folder / "__init__.py").exists() and word not in (folder / "__init__.py").read_text()
    ]
    assert not silent


def test_every_capability_has_a_page_in_the_docs() -> None:
    capabilities = [
        p for floor in ("foundation", "know", "notice", "act") for p in (ROOT / "tieline" / floor).iterdir()
    ]
    missing = [
        p.name for p in capabilities if (p / "__init__.py").exists() and not (ROOT / f"docs/{p.name}.md").exists()
    ]
    assert not missing


def test_lock_files_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in re.sub(r"#.*", "", text), name
        assert "index-url" not in text, name
    assert '"resolved": "http' not in (ROOT / "web/package-lock.json").read_text()


def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(work|home/\w+|Users/\w+|root)/")
    ends = {".py", ".md", ".ts", ".tsx", ".yaml", ".toml", ".json", ".sh"}
    found = [
        f"{relative(path)}:{number}"
        for path in tracked()
        if path.suffix in ends and path.name != Path(__file__).name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found
