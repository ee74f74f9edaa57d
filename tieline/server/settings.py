"""
Settings. Every one that an operator may set is an environment variable beginning with ``TIELINE_``.

``docs/operations.md`` lists them; a house test holds both lists against each other.
"""

import os
import secrets
from pathlib import Path

import dj_database_url

from tieline.server.logs import logging_settings

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent


def setting(name: str, default: str) -> str:
    """The environment variable ``TIELINE_<name>``, or its default."""
    return os.environ.get(f"TIELINE_{name}", default)


def _secret_key(path: Path) -> str:
    """The signing key from the environment, else one made once and kept in the data folder, for its owner only."""
    given = setting("SECRET_KEY", "")
    if given:
        return given
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


DATA_DIR = Path(setting("DATA", str(PROJECT_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
WEB_DIR = Path(setting("WEB", str(PROJECT_DIR / "web" / "dist"))).resolve()

DEBUG = False
SECRET_KEY = _secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS = setting("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
TIELINE_TLS_CERTIFICATE = setting("TLS_CERTIFICATE", "")
TIELINE_TLS_KEY = setting("TLS_KEY", "")
HTTPS = setting("HTTPS", "no") == "yes" or bool(TIELINE_TLS_CERTIFICATE)

TIELINE_DATA = DATA_DIR
TIELINE_TIME_ZONE = setting("TIME_ZONE", "Asia/Shanghai")
TIELINE_COUNTRY = setting("COUNTRY", "CN")
TIELINE_CONSENT_AGE = int(setting("CONSENT_AGE", "14"))
TIELINE_WAREHOUSE = setting("WAREHOUSE", f"duckdb:///{DATA_DIR}/warehouse.duckdb")
TIELINE_WAREHOUSE_MEMORY = setting("WAREHOUSE_MEMORY", "") or None
TIELINE_WAREHOUSE_THREADS = int(setting("WAREHOUSE_THREADS", "0")) or None
TIELINE_KEYS = setting("KEYS", "")
TIELINE_KMS_URL = setting("KMS_URL", "")
TIELINE_KMS_TOKEN = setting("KMS_TOKEN", "")
TIELINE_PIPL_WORKING_DAYS = int(setting("PIPL_WORKING_DAYS", "15"))
TIELINE_GDPR_MONTHS = int(setting("GDPR_MONTHS", "1"))
TIELINE_HOLIDAYS = setting("HOLIDAYS", "")
TIELINE_REQUEST_TWO_PEOPLE = setting("REQUEST_TWO_PEOPLE", "yes") == "yes"
TIELINE_BACKUPS = setting("BACKUPS", str(DATA_DIR / "backups"))
TIELINE_BACKUP_KEYS = setting("BACKUP_KEYS", str(DATA_DIR / "backup-keys"))
TIELINE_BACKUP_KEEP_DAYS = int(setting("BACKUP_KEEP_DAYS", "30"))
TIELINE_BACKUP_AT = setting("BACKUP_AT", "")
TIELINE_PROXIES = int(setting("PROXIES", "0"))
TIELINE_SESSION_HOURS = int(setting("SESSION_HOURS", "12"))
TIELINE_SESSION_IDLE_MINUTES = int(setting("SESSION_IDLE_MINUTES", "60"))
TIELINE_SECOND_FACTOR_ROLES = [role for role in setting("SECOND_FACTOR_ROLES", "").split(",") if role]
TIELINE_SIGN_ON = setting("SIGN_ON", "")
TIELINE_WORKER = setting("WORKER", "inside")
TIELINE_RUN_AT = setting("RUN_AT", "")
TIELINE_FOLDERS = [folder for folder in setting("FOLDERS", str(DATA_DIR / "incoming")).split(os.pathsep) if folder]
TIELINE_OUTGOING_ALLOW = setting("OUTGOING_ALLOW", "")
TIELINE_OUTGOING_DENY = setting("OUTGOING_DENY", "")
TIELINE_SECRETS = setting("SECRETS", "")
TIELINE_UPLOAD_LIMIT_MB = int(setting("UPLOAD_LIMIT_MB", "2048"))
TIELINE_UNPACKED_LIMIT_MB = int(setting("UNPACKED_LIMIT_MB", "20480"))
TIELINE_EVENT_KEYS = setting("EVENT_KEYS", "")
TIELINE_EVENTS_BODY_MB = float(setting("EVENTS_BODY_MB", "8"))
TIELINE_EVENTS_BACKLOG_MB = float(setting("EVENTS_BACKLOG_MB", "1024"))
TIELINE_EVENTS_LAND_EVERY = float(setting("EVENTS_LAND_EVERY", "2"))
TIELINE_EXPORTS_DAYS = int(setting("EXPORTS_DAYS", "7"))

DATABASES = {
    "default": dj_database_url.parse(
        setting("DATABASE", f"sqlite:///{DATA_DIR}/tieline.sqlite3"), conn_max_age=0 if setting("DATABASE", "") else 600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 2, "max_size": 16}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django_tasks",
    "tieline.foundation.keys",
    "tieline.foundation.access",
    "tieline.foundation.jobs",
    "tieline.foundation.exports",
    "tieline.foundation.packs",
    "tieline.foundation.privacy",
    "tieline.know.ingest",
    "tieline.know.identity",
    "tieline.notice.rules",
    "tieline.notice.rehearsal",
    "tieline.act.tasks",
]

MIDDLEWARE = [
    "tieline.server.middleware.request_log",
    "tieline.server.middleware.content_policy",
    "tieline.server.middleware.reader_language",
    "tieline.server.middleware.refuse_nul",
    "tieline.server.middleware.request_origin",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tieline.server.urls"
WSGI_APPLICATION = "tieline.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["tieline.foundation.access.sessions.LoginBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tieline.foundation.access.password_words.ContextWords"},
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
USE_I18N = False

SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = TIELINE_SESSION_HOURS * 3600
SESSION_ENGINE = "tieline.foundation.access.session_store"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [origin for origin in setting("ORIGINS", "").split(",") if origin]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tieline.know.ingest.uploads.GuardedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = logging_settings(setting("LOG_FORMAT", "text"), setting("LOG_LEVEL", "WARNING"))

STATIC_URL = "/assets/"
WHITENOISE_ROOT = WEB_DIR if WEB_DIR.exists() else None
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"
TASKS = {"default": {"BACKEND": "tieline.foundation.jobs.backend.JobsBackend"}}
