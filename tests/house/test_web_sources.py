"""What the sources of the web app must not do: write markup, run text, listen to other windows; and how fields are."""

import re

import pytest

from tests.house.test_outside_hosts import code_of
from tests.house.test_size_and_names import relative, tracked

SOURCES = ("web/src/*.ts", "web/src/*.tsx")
DANGEROUS = {
    "markup": r"dangerouslySetInnerHTML|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write\b|srcDoc\b",
    "running": r"\beval\(|new Function\(|javascript:|\.createContextualFragment",
    "windows": r"\bpostMessage\(|addEventListener\([\"']message|window\.opener|target=[\"']_blank",
    "prototypes": r"__proto__|\.prototype\b|Object\.setPrototypeOf",
    "old": r"<(object|embed|applet)\b|ActiveXObject|application/x-shockwave-flash",
    "outside": r"\bWebSocket\(|\bEventSource\(|RTCPeerConnection|sendBeacon",
}
FOUND_BY = {
    "markup": "<div dangerouslySetInnerHTML={{ __html: name }} />",
    "running": "eval(text)",
    "windows": 'window.addEventListener("message", take)',
    "prototypes": "value.__proto__.admin = true",
    "old": "<object data={url} />",
    "outside": "new WebSocket(url)",
}


@pytest.mark.parametrize("kind", DANGEROUS)
def test_no_source_writes_markup_or_runs_text(kind: str) -> None:
    pattern = re.compile(DANGEROUS[kind])
    assert pattern.search(FOUND_BY[kind]), "the pattern finds what it is for"
    written = [path for path in tracked(*SOURCES) if "api" not in path.parts and ".test." not in path.name]
    assert len(written) > 100
    assert not [relative(path) for path in written if pattern.search(code_of(path))]


def test_fields_of_passwords_hide_it_and_let_managers_fill_it() -> None:
    fields = [
        (relative(path), field)
        for path in tracked(*SOURCES)
        for field in re.findall(r"<Input\.Password[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert len(fields) > 3
    assert not [place for place, field in fields if not re.search(r'autoComplete="(current|new)-password"', field)]
    assert not [relative(path) for path in tracked(*SOURCES) if "onPaste" in path.read_text(encoding="utf-8")]
    shown = r'<Input(?!\.Password)[^>]*autoComplete="(current|new)-password"'
    assert not [relative(path) for path in tracked(*SOURCES) if re.search(shown, path.read_text(encoding="utf-8"))]


KEPT = {
    "web/src/ui/theme/ThemeMode.tsx": "light or dark",
    "web/src/i18n/index.ts": "language",
    "web/src/server.ts": "purpose, in one tab",
    "web/src/features/ingest/draft/useDraft.ts": "a draft of a source: names of columns and codes",
}
"""Who keeps something in the browser, and what: nothing of a customer."""


def test_nothing_of_a_customer_is_kept_in_the_browser() -> None:
    keeping = re.compile(r"\b(localStorage|sessionStorage|indexedDB|caches)\b|document\.cookie\s*=")
    found = {
        relative(path) for path in tracked(*SOURCES) if ".test." not in path.name and keeping.search(code_of(path))
    }
    assert found == set(KEPT), "say what it keeps, or keep it in the server"
