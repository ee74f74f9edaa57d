"""
The definition of a connection: a system that data is fetched from. Secrets are never part of it.

A secret is named as ``${NAME}``, in the user part of the URL or in an option, and looked up when it is needed (see
``connectors/credentials.py``). ``docs/ingest/connectors.md`` shows a connection of each type.
"""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from tieline.foundation.packs.kinds import Declared, Kind, Part

NAMED = re.compile(r"\$\{([^}]*)\}")
NAME = re.compile(r"(?!TIELINE_)[A-Z][A-Z0-9_]{0,99}")
"""Names of secrets; Tieline's own settings are none, so that no connection can send them anywhere."""

OF_SECRETS = re.compile(r"auth|cookie|key|password|secret|signature|token", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """The names of the secrets in a text, in their order."""
    return NAMED.findall(text)


def _known_names(text: str) -> str:
    for name in names_in(text):
        if not NAME.fullmatch(name):
            raise ValueError(
                f"'{name}' is not the name of a secret; use capitals, digits and _, and no name of Tieline's settings"
            )
    return text


def _only_a_name(text: str) -> str:
    if not NAMED.fullmatch(text):
        raise ValueError("a secret is never written down; give its name, such as ${CRM_PASSWORD}")
    return _known_names(text)


Secret = Annotated[str, AfterValidator(_only_a_name)]


class FolderOptions(Part):
    """Of a folder of this machine."""

    settle_seconds: float = Field(default=10, ge=0, description="A file that changed within them is still written.")


class S3Options(Part):
    """Of an S3-compatible store."""

    endpoint_url: str | None = Field(default=None, pattern=r"^https?://[^@/\s]+/?$", description="Default: AWS.")
    region: str | None = None
    key: Secret | None = None
    secret: Secret | None = None
    token: Secret | None = None
    anonymous: bool = False
    settle_seconds: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _known_as_someone(self) -> "S3Options":
        if self.anonymous == bool(self.key and self.secret):
            raise ValueError("give key and secret, or anonymous: true")
        return self


class SftpOptions(Part):
    """Of an SFTP server; the user, and a password where there is one, stand in the URL."""

    host_key: str | None = Field(default=None, description="As in known_hosts: ssh-ed25519 AAAA…")
    known_hosts: str | None = Field(default=None, description="Lines of a known_hosts file.")
    private_key: Secret | None = Field(default=None, description="In OpenSSH or PEM format.")
    passphrase: Secret | None = None
    settle_seconds: float = Field(default=10, ge=0)

    @model_validator(mode="after")
    def _a_server_that_is_known(self) -> "SftpOptions":
        if bool(self.host_key) == bool(self.known_hosts):
            raise ValueError("give host_key or known_hosts, as 'ssh-keyscan' prints them; no server is trusted unseen")
        return self


class DatabaseOptions(Part):
    """Of a database."""

    tls: Literal["off", "prefer", "require", "verify"] = Field(
        default="prefer", description="verify also checks the name of the server, by the machine's authorities."
    )
    connect_seconds: int = Field(default=10, ge=1, le=300)
    silence_seconds: int = Field(default=600, ge=1, description="Without an answer for so long, a read has failed.")


class BearerAuth(Part):
    """A token in the header Authorization."""

    type: Literal["bearer"]
    token: Secret


class ApiKeyAuth(Part):
    """A key in a header, parameter or cookie."""

    type: Literal["api_key"]
    name: str = "Authorization"
    api_key: Secret
    location: Literal["header", "param", "cookie"] = "header"


class BasicAuth(Part):
    """A user and a password."""

    type: Literal["http_basic"]
    username: str
    password: Secret


class OAuth2Auth(Part):
    """A token that is asked for with a client's id and secret."""

    type: Literal["oauth2_client_credentials"]
    access_token_url: str = Field(pattern=r"^https?://[^@\s]+$")
    client_id: str
    client_secret: Secret
    access_token_request_data: dict[str, str] = Field(default_factory=dict, description="Such as scope.")


class RestOptions(Part):
    """Of a REST API; ``auth`` has dlt's words."""

    auth: Annotated[BearerAuth | ApiKeyAuth | BasicAuth | OAuth2Auth, Field(discriminator="type")] | None = None
    headers: dict[str, Annotated[str, AfterValidator(_known_names)]] = Field(default_factory=dict)
    silence_seconds: float = Field(default=60, gt=0, le=600, description="Without an answer for so long, it failed.")
    attempts: int = Field(default=5, ge=1, le=10, description="Of one request that is answered with 429 or 5xx.")

    @model_validator(mode="after")
    def _no_secret_written_down(self) -> "RestOptions":
        for name, value in self.headers.items():
            if OF_SECRETS.search(name) and not names_in(value):
                raise ValueError(f"the header {name} carries a secret; give its name, such as ${{SHOP_TOKEN}}")
        return self


Options = FolderOptions | S3Options | SftpOptions | DatabaseOptions | RestOptions

OPTIONS: dict[str, type[Options]] = {
    "folder": FolderOptions,
    "s3": S3Options,
    "sftp": SftpOptions,
    "database": DatabaseOptions,
    "rest": RestOptions,
}
"""The options of each type that data is fetched from; those of brokers are in ``events``."""

SCHEMES = {
    "folder": re.compile(r"file"),
    "s3": re.compile(r"s3"),
    "sftp": re.compile(r"sftp"),
    "database": re.compile(r"postgresql|postgres|mysql|mariadb|sqlite|oracle|mssql"),
    "rest": re.compile(r"https?"),
}


TYPES_OF: dict[str, tuple[str, ...]] = {
    "files": ("folder", "s3", "sftp"),
    "query": ("database",),
    "rest": ("rest",),
    "topic": ("kafka", "nats", "redis", "rabbit"),
}
"""The types of connection through which each way of a source leads."""


class Connection(Declared):
    """One store, database, API or broker."""

    type: Literal["folder", "s3", "sftp", "database", "rest", "kafka", "nats", "redis", "rabbit"]
    url: Annotated[str, AfterValidator(_known_names)] = Field(
        description="Such as postgresql://reader:${CRM_PASSWORD}@crm:5432/crm; secrets as ${NAME} only."
    )
    options: dict[str, Any] = Field(default_factory=dict, description="Closed for each type that data is fetched from.")

    @model_validator(mode="after")
    def _fitting_its_type(self) -> "Connection":
        _check_url(self.type, self.url)
        if self.type in OPTIONS:
            try:
                OPTIONS[self.type].model_validate(self.options)
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                place = ".".join(str(step) for step in first["loc"])
                raise ValueError(f"options{'.' + place if place else ''}: {first['msg']}") from None
        return self

    @property
    def secret_names(self) -> list[str]:
        """The names of all secrets that it needs, each once."""
        return list(dict.fromkeys(names_in(self.url) + _names_below(self.options)))


def _names_below(value: Any) -> list[str]:
    if isinstance(value, str):
        return names_in(value)
    if isinstance(value, dict):
        return [name for each in value.values() for name in _names_below(each)]
    return [name for each in value for name in _names_below(each)] if isinstance(value, list) else []


def _check_url(kind: str, url: str) -> None:
    """ValueError for a URL that the type cannot be reached by, or that holds a secret itself."""
    parts = urlsplit(url)
    if kind in SCHEMES and not SCHEMES[kind].fullmatch(parts.scheme):
        known = SCHEMES[kind].pattern.replace("|", "://, ").replace("?", "")
        raise ValueError(f"the URL of a {kind} begins with {known}://")
    user, _, place = parts.netloc.rpartition("@")
    password = user.partition(":")[2]
    if password and not NAMED.fullmatch(password):
        raise ValueError("the password in the URL is never written down; give its name, such as ${CRM_PASSWORD}")
    if names_in(place + parts.path + parts.query + parts.fragment):
        raise ValueError("secrets belong into the user part of the URL, or into options")
    if kind in SCHEMES and (parts.query or parts.fragment) and not re.fullmatch(r"service_name=[\w.]+", parts.query):
        raise ValueError("the URL ends with the path; what else there is to say belongs into options")
    if kind in ("folder", "s3", "sftp") and re.search(r"[*?\[\]]|(^|/)\.\.(/|$)", parts.path):
        raise ValueError(
            "the path of the URL is a folder, without wildcards and '..'; the source's where.files has them"
        )
    if kind in ("s3", "rest", "folder") and user:
        raise ValueError("users and keys of this type belong into options, not into the URL")


KIND = Kind("connection", "connections", Connection, publishing="data.connect")
