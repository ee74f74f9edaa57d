"""A small OpenID provider on loopback, by Authlib under Flask: it checks client, PKCE and nonce itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tieline", "a secret of the provider"


@dataclass
class Provider:
    """A running provider: who signs on next, and what it is made to say wrongly."""

    url: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    codes: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    bend: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[dict[str, Any]], str] | None = None
    answer: dict[str, str] = field(default_factory=dict)

    def signed(self, claims: dict[str, Any]) -> str:
        return self.sign(claims) if self.sign else jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


class Client(ClientMixin):
    def __init__(self, redirect_uris: list[str]) -> None:
        self.redirect_uris = redirect_uris

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """An authorization code as Authlib asks for it."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int
    user: dict[str, Any]

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def grant_of(provider: Provider) -> type[grants.AuthorizationCodeGrant]:
    """The authorization code flow over the provider's memory."""

    class ByCode(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            provider.codes[code] = Code(
                code=code,
                redirect_uri=request.payload.redirect_uri,
                scope=request.payload.scope,
                nonce=data.get("nonce"),
                code_challenge=data.get("code_challenge"),
                code_challenge_method=data.get("code_challenge_method"),
                auth_time=int(time.time()),
                user=dict(provider.user),
            )

        def query_authorization_code(self, code: str, client: Any) -> Any:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Any) -> None:
            provider.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Any) -> Any:
            return authorization_code.user

    return ByCode


class WithIdToken(OpenIDCode):
    """Adds an ID token, which a test can bend."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def process_token(self, grant: Any, response: Any) -> None:
        code, now = grant.request.authorization_code, int(time.time())
        claims = {"iss": self.provider.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": code.nonce}
        response[1]["id_token"] = self.provider.signed(self.provider.bend(claims | code.user))


def application(provider: Provider, redirect_uris: list[str]) -> Flask:
    app = Flask("provider")
    client = Client(redirect_uris)
    server = AuthorizationServer(app, query_client=lambda _id: client, save_token=lambda *_: None)
    server.register_grant(grant_of(provider), [WithIdToken(provider), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def about() -> Any:
        said = {"issuer": provider.url, "jwks_uri": f"{provider.url}/keys"}
        said |= {"authorization_endpoint": f"{provider.url}/authorize", "token_endpoint": f"{provider.url}/token"}
        return jsonify(said | provider.about)

    @app.get("/keys")
    def keys() -> Any:
        return jsonify({"keys": [provider.key.as_dict(private=False)]})

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.user)
        response = server.create_authorization_response(grant_user=provider.user, grant=grant)
        response.headers["Location"] += "".join(f"&{name}={value}" for name, value in provider.answer.items())
        return response

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response(request)

    return app


@contextmanager
def openid_provider(redirect_uris: list[str]) -> Iterator[Provider]:
    """A provider on a free port of loopback until the end."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            return

    provider = Provider()
    app = application(provider, redirect_uris)
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
