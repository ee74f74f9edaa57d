"""A connection that is being used: its URL and options with their secrets, and its errors without them."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from tieline.foundation.errors import Invalid, Refused, TielineError, Unavailable
from tieline.know.ingest.connectors.credentials import Credentials
from tieline.know.ingest.definitions.connection import OPTIONS, Connection, Options

Shape = TypeVar("Shape", bound=Options)


class AskedToWait(Unavailable):
    """The other side asks to be left alone for ``retry_after`` seconds."""

    def __init__(self, what: str, *, where: str = "", do: str = "", retry_after: int = 0) -> None:
        super().__init__(what, where=where, do=do)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Access:
    """One use of a connection."""

    connection: Connection
    credentials: Credentials

    @property
    def url(self) -> SplitResult:
        """The URL with its secrets, quoted as in a URL."""
        return urlsplit(str(self.credentials.fill(self.connection.url, quoted=True)))

    @property
    def user(self) -> str | None:
        """The user of the URL."""
        name = self.url.username
        return None if name is None else unquote(name)

    @property
    def password(self) -> str | None:
        """The password of the URL."""
        password = self.url.password
        return None if password is None else unquote(password)

    @property
    def path(self) -> str:
        """The path of the URL."""
        return unquote(self.url.path)

    @property
    def place(self) -> str:
        """Which connection it is, for the ``where`` of an error."""
        return f"connection {self.connection.key}, {self.connection.url}"

    def options(self, shape: type[Shape]) -> Shape:
        """The options as declared, with the names of the secrets."""
        options = OPTIONS[self.connection.type].model_validate(self.connection.options)
        if not isinstance(options, shape):
            raise Invalid(f"A connection of type {self.connection.type} cannot do this", where=self.place)
        return options

    def secret(self, name: str) -> str:
        """The value behind ``${NAME}``."""
        return str(self.credentials.fill(name))

    def find_secret(self, name: str | None) -> str | None:
        """The value behind ``${NAME}``; None for None."""
        return None if name is None else self.secret(name)

    def unavailable(self, error: BaseException, what: str = "", *, where: str = "", do: str = "") -> Unavailable:
        """What could not be reached or read for now, with the library's words but no secret."""
        return Unavailable(
            self._said(error, what or "The other side does not answer"),
            where=self._at(where),
            do=do or "It is tried again by itself; look at the other system and at the network between",
        )

    def refused(self, error: BaseException, what: str = "", *, where: str = "", do: str = "") -> Refused:
        """What the other side does not let us do."""
        return Refused(
            self._said(error, what or "The other side refuses us"),
            where=self._at(where),
            do=do or "Correct the user, the secret or the rights over there",
        )

    def invalid(self, error: BaseException, what: str, *, where: str = "", do: str = "") -> Invalid:
        """What will go wrong again however often it is tried."""
        return Invalid(self._said(error, what), where=self._at(where), do=do or "Correct the source or the connection")

    def told(self, error: TielineError) -> TielineError:
        """The same error without a secret in any of its texts."""
        redact = self.credentials.redact
        return type(error)(redact(error.what), where=redact(error.where), do=redact(error.do))

    def _said(self, error: BaseException, what: str) -> str:
        text = " ".join(str(error).split())[:300]
        return self.credentials.redact(f"{what}: {text}" if text else f"{what} ({type(error).__name__})")

    def _at(self, where: str) -> str:
        return self.credentials.redact(f"{self.place}, {where}" if where else self.place)


def open_access(connection: Connection) -> Access:
    """A use of a connection; Invalid where one of its secrets is not set."""
    return Access(connection, Credentials(connection))
