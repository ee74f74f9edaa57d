"""The server speaks TLS itself where it has a certificate; what a URL says of TLS reaches PostgreSQL."""

import datetime
import ipaddress
import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.postgres_server import free_port

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(180)


def environment(data: Path, **more: str) -> dict[str, str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return {**outside, "TIELINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tieline.server.settings", **more}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "t")])
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "cert.pem", folder / "key.pem"


def test_the_server_speaks_tls_with_hsts_and_no_plain_http(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    port = free_port()
    given = {"TIELINE_TLS_CERTIFICATE": str(cert), "TIELINE_TLS_KEY": str(key)}
    server = subprocess.Popen(
        [Path(sys.executable).parent / "tieline", "up", "--port", str(port)],
        env=environment(tmp_path / "data", **given),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    trusting = ssl.create_default_context(cafile=str(cert))
    try:
        for _ in range(200):
            try:
                answer = urllib.request.urlopen(f"https://127.0.0.1:{port}/health/live", context=trusting, timeout=2)
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.25)
        assert answer.status == 200
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        with pytest.raises((OSError, HTTPException)):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2)
        old = ssl.create_default_context(cafile=str(cert))
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((OSError, HTTPException)):
            urllib.request.urlopen(f"https://127.0.0.1:{port}/health/live", context=old, timeout=2)
    finally:
        server.send_signal(signal.SIGINT)
        told = server.communicate(timeout=60)[0].decode()
    assert f"https://127.0.0.1:{port}" in told
    assert "Sealed fields and backups hang" in told, (
        "sealed fields hang on a key in the data folder, and others reach the server"
    )


def test_half_a_certificate_is_refused(tmp_path: Path) -> None:
    told = subprocess.run(
        [Path(sys.executable).parent / "tieline", "up", "--port", str(free_port())],
        env=environment(tmp_path, TIELINE_TLS_CERTIFICATE=str(tmp_path / "none.pem")),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "TIELINE_TLS_CERTIFICATE" in told.stdout + told.stderr


def test_what_the_url_says_of_tls_reaches_postgresql(tmp_path: Path) -> None:
    url = "postgres://u:p@db.example.com/t?sslmode=verify-full&sslrootcert=/etc/ssl/db-ca.pem"
    program = (
        "import json; from tieline.server import settings; print(json.dumps(settings.DATABASES['default']['OPTIONS']))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(tmp_path, TIELINE_DATABASE=url),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    options = json.loads(told.stdout)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ssl/db-ca.pem")
    assert options["pool"]["max_size"] == 16
