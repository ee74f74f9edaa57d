"""The network address that a request came from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """
    The network address that the request came from.

    Behind ``TIELINE_PROXIES`` proxies it is that many entries from the end of X-Forwarded-For; what stands
    further left was written by the caller and is not believed.
    """
    proxies: int = settings.TIELINE_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR", ""))
