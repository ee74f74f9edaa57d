"""The receipt of a request: what was done where, as counts, without anything that leads to a person."""

import hmac
from functools import cache
from html import escape
from typing import Any

from django.conf import settings

from tieline.foundation.access.changes import canonical
from tieline.foundation.keys.blind import blind_index, is_blind_index_of
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest

PURPOSE = b"tieline receipts"
PLACE = "receipts"
TITLES = {
    "access": ("查阅回执", "Receipt: what is known"),
    "deletion": ("删除回执", "Receipt of erasing"),
    "portability": ("转移回执", "Receipt: data to take along"),
    "correction": ("更正回执", "Receipt of a correction"),
    "restriction": ("限制处理回执", "Receipt of a restriction"),
    "objection": ("反对回执", "Receipt of an objection"),
}
STYLE = (
    "body{font:15px/1.6 sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}code{word-break:break-all}"
    "td,th{border:1px solid #ccc;padding:6px 10px;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)

STAYS = (
    (
        "已删除者的密钥散列（名单），用于阻止其数据再次进入；从中无法得知是谁。",
        "Keyed hashes that keep the person's data from coming back; nobody can tell from them who it was.",
    ),
    (
        "变更日志与查看记录中何人、何时、做了何种操作；其内容已抹去。",
        "Who did what kind of thing and when, in the change log and the looks; its content is blank.",
    ),
    (
        "删除之前所做的备份：在其密钥销毁之前仍可读取；恢复备份后须重新执行删除。",
        "Backups of before: they can be read until their keys are destroyed; after restoring one it is erased again.",
    ),
)
"""What is left after a customer was erased, and why."""


def seal_of(request: SubjectRequest) -> str:
    """A keyed hash over what the receipt says, by which a receipt that was altered is known; its key stays with it."""
    return blind_index(canonical(receipt(request)), PLACE)


def receipt(request: SubjectRequest) -> dict[str, Any]:
    """What the receipt says, as JSON."""
    return {
        "request": request.number,
        "kind": request.kind,
        "law": request.law,
        "received_on": request.received_at.date().isoformat(),
        "identified": request.identified_how,
        "second_person": bool(request.approved_by and request.approved_by != request.received_by),
        "done_at": request.closed_at.isoformat() if request.closed_at else None,
        "done": request.done_with,
    }


def is_genuine(request: SubjectRequest) -> bool:
    """Whether the receipt is as it was sealed; one of before there were data keys, by the installation's secret key."""
    said = canonical(receipt(request))
    if "." in request.seal:
        return is_blind_index_of(request.seal, said, PLACE)
    former = hmac.digest(_key(settings.SECRET_KEY), said.encode(), "sha256").hex()
    return bool(request.seal) and hmac.compare_digest(request.seal, former)


def receipt_page(request: SubjectRequest) -> str:
    """The receipt as a page in Chinese and English that needs nothing else, to be kept or printed."""
    counts = request.done_with.get("counts", {})
    rows = "".join(
        f"<tr><td>{escape(place.name.zh)}<br>{escape(place.name.en)}</td><td>{counts[place.key]}</td>"
        f"<td>{escape(place.how.zh)}<br>{escape(place.how.en)}</td></tr>"
        for place in whereabouts().places
        if place.key in counts
    )
    rows += "".join(
        f"<tr><td>{escape(name)}</td><td>{count}</td><td>已提供给请求人<br>Handed to the asker</td></tr>"
        for name, count in request.done_with.get("rows", {}).items()
    )
    if "files" in request.done_with:
        files = request.done_with["files"]
        rows += f"<tr><td>收到的文件<br>delivered files</td><td>{files}</td><td>行已清空<br>Rows emptied</td></tr>"
    stays = "".join(f"<li>{zh}<br>{en}</li>" for zh, en in STAYS) if request.kind == "deletion" else ""
    until = request.done_with.get("backups_until")
    if stays and until:
        stays += f"<li>现有备份最迟可读至 {until}。<br>The backups of now can be read until {until} at the latest.</li>"
    done = request.closed_at.isoformat(timespec="minutes") if request.closed_at else ""
    title = TITLES[request.kind]
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title[0]} {request.number}</title><style>{STYLE}</style>"
        f"<h1>{title[0]}<br>{title[1]}</h1><p>{request.number} · {request.law.upper()} · {done}</p>"
        + (
            f"<table><tr><th>位置 / Place</th><th>数量 / Count</th><th>方式 / How</th></tr>{rows}</table>"
            if rows
            else ""
        )
        + _notes(request)
        + (f"<h2>保留的内容 / What stays</h2><ul>{stays}</ul>" if stays else "")
        + f"<p>签章 / Seal: <code>{request.seal}</code></p></html>"
    )


def _notes(request: SubjectRequest) -> str:
    """What followed from what was granted, a line each."""
    said = "".join(
        f"<li>{escape(each['zh'])}<br>{escape(each['en'])}</li>" for each in request.done_with.get("notes", [])
    )
    return f"<h2>已执行 / What was done</h2><ul>{said}</ul>" if said else ""


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE, "sha256")
