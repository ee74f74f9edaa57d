"""The web app loads nothing from other hosts: neither its sources nor what is built of them names one."""

import re
from pathlib import Path

from tests.house.test_size_and_names import ROOT, tracked

NOT_LOADED = {
    "http://www.w3.org",  # names of XML languages
}
LOADING = re.compile(
    r"""(?:src|href|action)\s*=\s*["'`]\s*((?:https?:)?//[^"'`]+)|url\(\s*["']?((?:https?:)?//[^)"']+)"""
)
CALLING = re.compile(
    r"""(?:fetch|import|WebSocket|EventSource|sendBeacon|importScripts)\(\s*["'`]((?:https?:|wss?:)?//[^"'`]+)"""
)


def code_of(path: Path) -> str:
    """The lines of a source that are no comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith(("*", "/*", "//")))


def test_the_sources_of_the_web_app_name_no_host() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked("web/src/*.ts", "web/src/*.tsx", "web/src/*.css", "web/index.html", "web/public/*.svg")
        for host in re.findall(r"https?://[\w.-]+\.[a-z]+", code_of(path))
        if host not in NOT_LOADED and not host.endswith(".example")
    }
    assert not found


def test_the_built_web_app_loads_and_calls_no_other_host() -> None:
    built = [path for end in ("js", "css", "html") for path in (ROOT / "web/dist").rglob(f"*.{end}")]
    found = {
        f"{path.name}: {address[0] or address[-1]}"
        for path in built
        for pattern in (LOADING, CALLING)
        for address in (
            each if isinstance(each, tuple) else (each,) for each in pattern.findall(path.read_text("utf-8"))
        )
    }
    assert not found


def test_these_patterns_find_what_they_are_for() -> None:
    assert LOADING.search('<script src="https://cdn.example.com/a.js">')
    assert LOADING.search("url(//fonts.example.com/x.woff2)")
    assert CALLING.search('fetch("https://api.example.com/x")')
