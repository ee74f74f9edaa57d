"""A small SAML provider on loopback: reads requests and answers with assertions that it signs by xmlsec."""

import base64
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from tests.http_server import Answer, Request, answering


def make_key() -> tuple[str, str]:
    """A private key and its certificate, in PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


@dataclass
class SamlIdp:
    """A running provider: who signs on next, and what its answer is made to say wrongly."""

    key: str
    certificate: str
    url: str = ""
    name_id: str = "u-1"
    attributes: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)

    @property
    def entity_id(self) -> str:
        return f"{self.url}/idp"

    def answer(self, asked: etree._Element) -> str:
        """The form's field: a response with a signed assertion."""
        xml = self._response(asked)
        if not self.wrong.get("unsigned"):
            key, certificate = self.wrong.get("signed_by", (self.key, self.certificate))
            algorithms = (self.wrong.get("algorithm", Saml.RSA_SHA256), self.wrong.get("digest", Saml.SHA256))
            root = etree.fromstring(xml.encode())
            assertion = root.find(f"{{{Saml.NS_SAML}}}Assertion")
            alone = etree.fromstring(etree.tostring(assertion))  # in a document of its own, or the response is signed
            signed = Utils.add_sign(alone, key, certificate, False, *algorithms)
            root.replace(assertion, etree.fromstring(signed))
            xml = etree.tostring(root).decode()
        for old, new in self.wrong.get("afterwards", {}).items():
            xml = xml.replace(old, new)
        return base64.b64encode(xml.encode()).decode()

    def _response(self, asked: etree._Element) -> str:
        now = datetime.now(UTC) + self.wrong.get("later", timedelta())
        said = {
            "issuer": self.entity_id,
            "audience": asked.findtext(f"{{{Saml.NS_SAML}}}Issuer"),
            "recipient": asked.get("AssertionConsumerServiceURL"),
            "in_response_to": asked.get("ID"),
            "name": self.name_id,
        } | self.wrong
        begin, at, until = (f"{now + timedelta(minutes=m):%Y-%m-%dT%H:%M:%SZ}" for m in (-1, 0, 5))
        told = "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        return (
            f'<samlp:Response xmlns:samlp="{Saml.NS_SAMLP}" xmlns:saml="{Saml.NS_SAML}" ID="_r{id(asked)}"'
            ' Version="2.0"'
            f' IssueInstant="{at}" Destination="{said["recipient"]}" InResponseTo="{said["in_response_to"]}">'
            f"<saml:Issuer>{said['issuer']}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{said.get("status", Saml.STATUS_SUCCESS)}"/></samlp:Status>'
            f'<saml:Assertion ID="_a{id(asked)}" Version="2.0" IssueInstant="{at}">'
            f"<saml:Issuer>{said['issuer']}</saml:Issuer>"
            f"<saml:Subject><saml:NameID>{escape(str(said['name']))}</saml:NameID>"
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
            f' NotOnOrAfter="{until}" Recipient="{said["recipient"]}" InResponseTo="{said["in_response_to"]}"/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{begin}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
            f"<saml:Audience>{said['audience']}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at}"><saml:AuthnContext><saml:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement><saml:AttributeStatement>{told}</saml:AttributeStatement>"
            "</saml:Assertion></samlp:Response>"
        )


@contextmanager
def saml_provider() -> Iterator[SamlIdp]:
    """A provider on a free port of loopback, which answers a request with the fields of the form to send."""
    idp = SamlIdp(*make_key())

    def tell(request: Request) -> Answer:
        asked = etree.fromstring(zlib.decompress(base64.b64decode(request.params["SAMLRequest"]), -15))
        fields = {"SAMLResponse": idp.answer(asked), "RelayState": request.params["RelayState"]}
        return Answer(raw=json.dumps(fields).encode())

    with answering(tell) as api:
        idp.url = api.url
        yield idp
