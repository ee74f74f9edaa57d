"""The register as a file in one language: CSV for spreadsheets, where no cell is a formula, and HTML for print."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from tieline.foundation.access.roles import LEVELS as LEVELS_IN_ORDER
from tieline.foundation.days import local_day
from tieline.foundation.exports.formats.csv_file import harmless_lines
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy import register_words as words
from tieline.foundation.privacy.register import Entry, Recipient
from tieline.foundation.privacy.register_definitions import Controller
from tieline.foundation.privacy.retention_definitions import RetentionRule

COLUMNS = ("activity", "kind", "purposes", "categories", "subjects", "recipients", "kept", "origin")
WIDTHS = (13, 5, 21, 12, 6, 25, 11, 7)
"""Of the columns in print, in percent."""

STYLE = """
body{font:13px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:24px;color:#1a1f26}
h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:20px 0 6px}p{margin:2px 0}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid #c5ccd5;padding:5px 7px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef1f5}thead{display:table-header-group}tr{break-inside:avoid}
small{color:#59636f}.missing{color:#b42318;font-weight:600}li{margin:2px 0}
@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;font-size:9.5px}}
""".strip()


def csv_file(entries: Iterable[Entry], language: str) -> bytes:
    """UTF-8 with a byte order mark: a header and a row for each activity."""
    head = [words.SAID[column].in_language(language) for column in COLUMNS]
    return harmless_lines([head, *(["; ".join(lines) for lines in cells(entry, language)] for entry in entries)])


def html_file(
    entries: Iterable[Entry], controller: Controller | None, measures: Iterable[Text], language: str, now: datetime
) -> bytes:
    """A page that needs nothing else: who is responsible, the activities as a table, and the security measures."""

    def say(key: str) -> str:
        return escape(words.SAID[key].in_language(language))

    head = "".join(
        f'<th style="width:{width}%">{say(column)}</th>' for column, width in zip(COLUMNS, WIDTHS, strict=True)
    )
    rows = "".join(f"<tr>{''.join(map(_cell, cells(entry, language)))}</tr>\n" for entry in entries)
    listed = "".join(f"<li>{escape(each.in_language(language))}</li>" for each in measures)
    page = (
        f'<!doctype html>\n<html lang="{"zh-CN" if language.startswith("zh") else "en"}"><head><meta charset="utf-8">'
        f"<title>{say('title')}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{say('title')}</h1><p><small>{say('laws')} · {say('as_of')} {local_day(now)}</small></p>\n"
        f"{_controller(controller, language)}\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n"
        f"<h2>{say('measures')}</h2><ul>{listed}</ul>\n</body></html>\n"
    )
    return page.encode()


def cells(entry: Entry, language: str) -> list[list[str]]:
    """The cells of an activity in the order of ``COLUMNS``, each as its lines."""

    def say(text: Text) -> str:
        return text.in_language(language)

    activity = entry.activity
    return [
        [say(activity.name), say(activity.says)],
        [say(words.KINDS[activity.kind])],
        _purposes(entry, language),
        [say(words.category(each)) for each in activity.ordered_categories],
        [say(words.SUBJECTS[activity.subjects])],
        [*_recipients(entry.recipients, language), *(say(each) for each in activity.receives)],
        _kept(entry, language),
        [say(activity.origin)],
    ]


def _purposes(entry: Entry, language: str) -> list[str]:
    lines = []
    for purpose, said in entry.bases.items():
        name = words.PURPOSES[purpose].in_language(language)
        missing = words.SAID["missing"].in_language(language)
        basis = (
            f"{words.BASES[said.basis].in_language(language)} ({said.law.in_language(language)})" if said else missing
        )
        lines.append(f"{name}: {basis}")
    return lines


def _recipients(recipients: Iterable[Recipient], language: str) -> list[str]:
    """``Agent, Supervisor: masked phone numbers; readable names``: roles that see the same in one line."""
    alike: dict[str, list[str]] = {}
    for each in recipients:
        alike.setdefault(_seen(each, language), []).append(each.role.name.in_language(language))
    return [f"{', '.join(names)}: {seen}" for seen, names in alike.items()]


def _seen(each: Recipient, language: str) -> str:
    """What a role sees, the least first."""
    parts = []
    for level in LEVELS_IN_ORDER:
        shown = [words.category(key).in_language(language) for key, found in each.levels.items() if found == level]
        if shown:
            parts.append(f"{words.LEVELS[level].in_language(language)} {', '.join(shown)}")
    return "; ".join(parts)


def _kept(entry: Entry, language: str) -> list[str]:
    lines = [kept_for(rule).in_language(language) for rule in entry.rules]
    endless = words.SAID["endless"].in_language(language)
    lines += [f"{name.in_language(language)}: {endless}" for name in entry.endless]
    if entry.activity.kept:
        lines.append(entry.activity.kept.in_language(language))
    return lines or [endless]


def kept_for(rule: RetentionRule) -> Text:
    """``Bills for six years: 72 months, then removed``."""
    way = words.WAYS[rule.way]
    if rule.months is not None:
        return Text(
            zh=f"{rule.name.zh}：{rule.months} 个月，{way.zh}", en=f"{rule.name.en}: {rule.months} months, {way.en}"
        )
    return Text(zh=f"{rule.name.zh}：{rule.days} 天，{way.zh}", en=f"{rule.name.en}: {rule.days} days, {way.en}")


def _cell(lines: list[str]) -> str:
    missing = {words.SAID["missing"].zh, words.SAID["missing"].en}
    shown = [
        f'<span class="missing">{escape(line)}</span>' if line.split(": ")[-1] in missing else escape(line)
        for line in lines
    ]
    return f"<td>{'<br>'.join(shown)}</td>"


def _controller(controller: Controller | None, language: str) -> str:
    def say(key: str) -> str:
        return escape(words.SAID[key].in_language(language))

    if controller is None:
        return f'<p><b>{say("controller")}</b>: <span class="missing">{say("missing")}</span></p>'
    named = f"{controller.name.in_language(language)}, {controller.address.in_language(language)}"
    lines = [("controller", named), ("contact", controller.contact), ("officer", controller.officer)]
    if controller.abroad:
        lines.append(("abroad", controller.abroad.in_language(language)))
    return "".join(f"<p><b>{say(key)}</b>: {escape(text)}</p>" for key, text in lines)
