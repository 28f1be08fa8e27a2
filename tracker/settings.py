"""Every setting, from the environment; a wrong value fails loudly. Service is the default."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tracker import databases, environment, local_secrets
from tracker.embedded_postgres.folders import data_folder

BASE_DIR = Path(__file__).resolve().parent.parent

# LOCAL is what `make run` sets: plain http and anonymous reading, for this machine alone.
LOCAL = environment.flag("LOCAL", default=False)
DEBUG = LOCAL and environment.flag("DEBUG", default=False)

SECRET_KEY = environment.text("SECRET_KEY") or (local_secrets.secret_key() if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Give the service a random one of 50 characters or more, such as "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))' prints; "
        "to try the product on this machine use 'make run', or set LOCAL=1."
    )

LOOPBACK_NAMES = ["127.0.0.1", "localhost"]
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS") or (LOOPBACK_NAMES if LOCAL else [])
if LOCAL and not set(ALLOWED_HOSTS) <= set(LOOPBACK_NAMES):
    raise ImproperlyConfigured(
        "LOCAL=1 serves this machine alone: ALLOWED_HOSTS may hold only "
        f"{', '.join(LOOPBACK_NAMES)}. Leave out LOCAL to serve others."
    )

INSTALLED_APPS = [
    "targets.apps.TargetsConfig",
    "tracker.administration.ScopedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tables2",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "tracker.requests.local_only.LocalOnly",
    "tracker.requests.probes.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.requests.caching.Caching",
    "csp.middleware.CSPMiddleware",
    "tracker.requests.body_limit.BodyLimit",
    "tracker.requests.clean_texts.CleanCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.requests.session_limits.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.requests.download_log.DownloadLog",
    "tracker.requests.methods.Methods",
    "tracker.requests.clean_texts.CleanTexts",
    "tracker.requests.impossible.Impossible",
    "axes.middleware.AxesMiddleware",
    "targets.web.account.known_browser.KnownBrowsers",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "targets.web.request.reader.reader",
            ],
        },
    },
]

# ---- Database: the owner migrates and loads, the serving role answers; see databases.py

DATABASE_ROLE = environment.one_of(
    "DATABASE_ROLE", default="serving", allowed=("serving", "owner", "none")
)
SERVING_URL = environment.text("DATABASE_URL")
OWNER_URL = environment.text("DATABASE_OWNER_URL", SERVING_URL)
SERVING_ROLE = databases.serving_role()
DATABASES: dict[str, dict[str, Any]] = {}
if DATABASE_ROLE != "none":
    DATABASES["default"] = databases.configuration(
        DATABASE_ROLE, pool=environment.flag("DATABASE_POOL", default=False)
    )
    if _suffix := environment.text("TEST_DB_SUFFIX"):
        DATABASES["default"]["TEST"] = {"NAME": f"test_tracker_{_suffix}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- People

AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
    {"NAME": "targets.access_tokens.EndTokens"},  # when one was changed
]
LOGIN_URL = "targets:login"
CSRF_FAILURE_VIEW = "targets.web.account.views.csrf_failure"
LOGIN_REDIRECT_URL = "targets:due"
LOGOUT_REDIRECT_URL = "targets:overview"

# Guessing: a name is locked at one address, so nobody can lock out a colleague elsewhere; over all
# addresses a name waits for a turn, and so does an address over all names. A browser in which
# somebody logged in before does not count among those (targets/web/account/login_form.py).
PROXY_COUNT = environment.number("PROXY_COUNT", default=0, least=0, most=10)
AXES_ENABLE_ADMIN = False  # its tables are for the command line
AXES_CLIENT_IP_CALLABLE = "tracker.requests.client_address.counted_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = environment.number("LOGIN_FAILURES", default=5, least=1, most=100)
AXES_COOLOFF_TIME = timedelta(
    minutes=environment.number("LOGIN_LOCK_MINUTES", default=15, least=1, most=1440)
)
AXES_LOCKOUT_CALLABLE = "tracker.requests.locked_out.locked_out"
AXES_WHITELIST_CALLABLE = "targets.web.account.known_browser.is_known"
LOGIN_NAME_FAILURES = environment.number("LOGIN_NAME_FAILURES", default=20, least=1, most=10_000)
LOGIN_ADDRESS_FAILURES = environment.number(
    "LOGIN_ADDRESS_FAILURES", default=100, least=1, most=100_000
)
LOGIN_WAIT_SECONDS = environment.number("LOGIN_WAIT_SECONDS", default=30, least=1, most=60)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# ---- Transport: https unless LOCAL

SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = (
    0 if LOCAL else environment.number("HSTS_SECONDS", default=31_536_000, least=0, most=63_072_000)
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL and environment.flag("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = not LOCAL and environment.flag("HSTS_PRELOAD", default=True)
if environment.flag("TLS_PROXY", default=False):
    # Only behind a proxy that sets or removes this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 31_536_000
# How long a login lasts, without activity and at the longest; 0: for ever
SESSION_IDLE_MINUTES = environment.number(
    "SESSION_IDLE_MINUTES", default=720 if LOCAL else 30, least=0, most=10_080
)
SESSION_HOURS = environment.number("SESSION_HOURS", default=168 if LOCAL else 12, least=0, most=720)
if SESSION_HOURS:
    SESSION_COOKIE_AGE = SESSION_HOURS * 3600
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # The hash is of an empty style: the chart library fills one by rule.
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ---- Bounds of what one request may send

_MEGABYTE = 1024 * 1024
BODY_LIMIT = _MEGABYTE * environment.number("UPLOAD_MEGABYTES", default=25, least=1, most=1000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * _MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a log grid of 500 lines with ten inputs each
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# Files on their way in; outside the static tree, for this process alone
UPLOAD_FOLDER = Path(environment.text("UPLOAD_FOLDER") or data_folder() / "uploads")
IMPORT_ROWS = environment.number("IMPORT_ROWS", default=100_000, least=1, most=1_000_000)
FILE_UPLOAD_PERMISSIONS = 0o600

# ---- Language, time, static files

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "targets" / "locale"]
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Asia/Shanghai")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    raise ImproperlyConfigured(
        f"TIME_ZONE is {TIME_ZONE!r}: write a name such as Asia/Shanghai."
    ) from None

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "targets.web.parts.plotly_asset.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tracker.static_storage.PublicStaticFiles"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tracker.log_format.WithoutRows",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Otherwise Django mails errors to nobody.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Each attempt to come back; requests say that the database is away
        "psycopg.pool": {"level": "ERROR"},
        # tracker.requests.login_log has the line for each wrong password
        "axes": {"level": "ERROR"},
        "targets": {"level": "INFO"},
        "tracker": {"level": "INFO"},
    },
}

# ---- Messages: printed unless a mail server is named

EMAIL_HOST = environment.text("EMAIL_HOST")
MAIL_GOES_OUT = bool(EMAIL_HOST)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL_GOES_OUT
    else "django.core.mail.backends.console.EmailBackend"
)
_EMAIL_TLS = environment.one_of("EMAIL_TLS", default="starttls", allowed=("no", "starttls", "tls"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL_TLS == "starttls", _EMAIL_TLS == "tls"
EMAIL_PORT = environment.number(
    "EMAIL_PORT",
    default={"no": 25, "starttls": 587, "tls": 465}[_EMAIL_TLS],
    least=1,
    most=65_535,
)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 20  # seconds
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = environment.address("EMAIL_FROM", required=MAIL_GOES_OUT)
SITE_ADDRESS = environment.site("SITE_ADDRESS")
EMBED_SITES = environment.origins("EMBED_SITES")
REMINDERS_A_DAY = environment.number("REMINDERS_A_DAY", default=2, least=0, most=20)
REMIND_DAYS_BEFORE = environment.number("REMIND_DAYS_BEFORE", default=3, least=0, most=31)

# ---- What the application layer reads

ANONYMOUS_READING = environment.flag("ANONYMOUS_READING", default=LOCAL)
DUE_DAY = environment.number("DUE_DAY", default=18, least=1, most=28)
CHECK_DAY = environment.number("CHECK_DAY", default=20, least=1, most=28)
EXPLAIN_DAY = environment.number("EXPLAIN_DAY", default=25, least=1, most=28)
DUE_SHIFT = environment.one_of("DUE_SHIFT", default="next", allowed=("none", "next", "previous"))
ATTACHMENT_FOLDER = Path(environment.text("ATTACHMENT_FOLDER") or data_folder() / "attachments")
_PUBLIC = (STATIC_ROOT, *STATICFILES_DIRS)
if any(ATTACHMENT_FOLDER.resolve().is_relative_to(each) for each in _PUBLIC):
    raise ImproperlyConfigured(
        "ATTACHMENT_FOLDER lies in a folder whose files everybody may fetch: choose another."
    )
ATTACHMENT_MEGABYTES = environment.number("ATTACHMENT_MEGABYTES", default=20, least=1, most=200)
XLSX_ROWS = environment.number("XLSX_ROWS", default=50_000, least=1, most=1_000_000)
API_PER_MINUTE = environment.number("API_PER_MINUTE", default=120, least=1, most=100_000)
API_FAILURES_PER_MINUTE = environment.number(
    "API_FAILURES_PER_MINUTE", default=20, least=1, most=100_000
)
EXPORT_SLOTS = environment.number("EXPORT_SLOTS", default=2, least=1, most=100)
