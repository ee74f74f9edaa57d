"""
The definition of a connection: a system that data is fetched from. Secrets are never part of it.

A secret is named in the URL or in the options as ``${NAME}`` and read from the environment when it is needed.
"""

from typing import Any, Literal

from pydantic import Field

from tieline.foundation.packs.kinds import Declared, Kind


class Connection(Declared):
    """One store, database, API or broker."""

    type: Literal["folder", "s3", "sftp", "database", "rest", "kafka", "nats", "redis", "rabbit"]
    url: str = Field(description="Such as postgresql://reader:${CRM_PASSWORD}@crm:5432/crm; secrets as ${NAME} only.")
    options: dict[str, Any] = Field(default_factory=dict, description="Further arguments, as the library names them.")


KIND = Kind("connection", "connections", Connection)
