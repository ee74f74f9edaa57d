"""The body of a request: read once, within its bound, unpacked where it was packed."""

import zlib

from django.conf import settings
from django.http import HttpRequest

from tieline.foundation.errors import Invalid


class TooLarge(Invalid):
    """More was sent at once than may be."""

    status, title = 413, "Too large"


def body_of(request: HttpRequest) -> bytes:
    """The raw body; TooLarge above ``TIELINE_EVENTS_BODY_MB``, before it is read; Invalid where it was cut off."""
    known: bytes | None = getattr(request, "_body", None)
    if known is not None:
        return known
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > _limit():
        raise _too_large()
    body = request.read(size)
    if len(body) < size:
        raise Invalid(f"Only {len(body)} of {size} bytes arrived; none was taken", where="body", do="Send it again")
    if not body:
        raise Invalid("The body is empty", where="body", do="Send events, with a Content-Length")
    request._body = body  # where Django itself keeps what it has read
    return bytes(body)


def unpacked(request: HttpRequest, body: bytes) -> bytes:
    """The body as text, unpacked where it is gzip; TooLarge where it would be larger than a body may be."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        return body
    if encoding != "gzip":
        raise Invalid(f"The encoding '{encoding}' is not known here", where="Content-Encoding", do="Send gzip, or none")
    inflate = zlib.decompressobj(wbits=31)
    try:
        text = inflate.decompress(body, _limit() + 1)
    except zlib.error as error:
        raise Invalid("The body is not gzip, or damaged", where="body", do="Send it again") from error
    if len(text) > _limit():
        raise _too_large()
    if not inflate.eof:
        raise Invalid("The body is half a gzip file; none of it was taken", where="body", do="Send it again")
    return text


def _limit() -> int:
    return int(settings.TIELINE_EVENTS_BODY_MB * 1024 * 1024)


def _too_large() -> TooLarge:
    return TooLarge(
        f"More than {settings.TIELINE_EVENTS_BODY_MB:g} MB at once; none of it was taken",
        where="body",
        do="Send the events in smaller batches",
    )
