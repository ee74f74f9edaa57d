"""Structured logs on standard error: text for a terminal, one JSON object a line with TIELINE_LOG_FORMAT=json."""

from collections.abc import MutableMapping
from typing import Any

import structlog

LONGEST = 1000
"""Characters of what a line says: paths and texts from outside can be as long as somebody likes."""
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(10, 32), *range(127, 160), 0x2028, 0x2029)}
"""Characters that would begin another line or colour a terminal, and how they are written: a tab does no harm."""


def shorten(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ARG001 - as structlog calls it
    """The line, with what is longer than ``LONGEST`` cut off."""
    for name, value in said.items():
        if isinstance(value, str) and len(value) > LONGEST and name != "exception":
            said[name] = f"{value[:LONGEST]}… ({len(value):,} characters)"
    return said


def flatten(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ARG001 - as structlog calls it
    """The line, with control characters written out: whoever is asked for a name writes no line of a log with it."""
    for name, value in said.items():
        if isinstance(value, str) and name != "exception":
            said[name] = value.translate(CONTROLS)
    return said


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def secretly(render: Any) -> Any:
    """The last step of a line, after which no secret is in it, not even in the trace of an error."""

    def rendered(logger: Any, method: str, said: MutableMapping[str, Any]) -> str:
        from tieline.foundation.keys.secrecy import without_secrets  # noqa: PLC0415 - the settings are being made here

        return without_secrets(str(render(logger, method, said)))

    return rendered


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING; also sets structlog up, so that both kinds of logger write the same lines."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    plain = structlog.dev.plain_traceback  # the rich one prints local variables, and they hold customers
    text = structlog.dev.ConsoleRenderer(exception_formatter=plain)
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else text
    chain: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, shorten, flatten]
    if form == "json":
        chain.append(structlog.processors.format_exc_info)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [*chain, secretly(last)],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "WARNING"},
            "ibis": {"level": "WARNING"},
            "tieline.access": {"level": "INFO"},  # logins that pass are told whatever the level
        },
    }
