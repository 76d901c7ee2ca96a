"""Settings, all from the environment. The README's table explains every variable.

Nothing is guessed here: what a machine without servers needs (`make up`) is put into the environment by
netwerk.local before this module is read.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
from csp.constants import NONE, SELF
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-debugging" if DEBUG else "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [], subcast=str.strip
)
if not SECRET_KEY or not ALLOWED_HOSTS:
    # No exception: so web server, worker, beat and manage.py all end with this sentence alone.
    sys.exit(
        "Netwerk does not start: with DEBUG off, SECRET_KEY and ALLOWED_HOSTS must be set in the environment "
        "(`make up` does it for you on your own machine; .env.example has all of them)."
    )

# The address under which people reach the site: what links in mails begin with.
SITE_URL = env.str(
    "SITE_URL", "http://localhost:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
).rstrip("/")
HTTPS = SITE_URL.startswith("https://")
# How many reverse proxies stand before the web server: at least one on https, as it speaks no TLS itself.
PROXIES = env.int("PROXIES", 1 if HTTPS else 0)
# The machine may always ask its own web server how it is.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "netwerk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "lucide",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that a length tells no secret (BREACH)
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "netwerk.accounts.middleware.SignInMiddleware",
    "netwerk.accounts.middleware.PreferencesMiddleware",
    "netwerk.accounts.middleware.RefusedFormMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "netwerk.urls"
WSGI_APPLICATION = "netwerk.wsgi.application"

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
                "netwerk.accounts.context.signup",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────

DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgres://localhost/netwerk", conn_max_age=60)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # seconds
# Each connection has PostgreSQL parse and plan a statement for good when it has come five times: of a
# question about ten tables the planning takes longer than the answer.
DATABASES["default"]["ENGINE"] = "netwerk.database"
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in rate limits live in the cache. In the database they hold for every web process, and outlive Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "netwerk_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# ── Accounts ──────────────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "netwerk.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "netwerk.accounts.passwords.PasswordRules"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages.today"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = (
    60 * 60 * 24 * 90
)  # a sign-in lasts three months: at the bar there is no time for another

SIGNUP_OPEN = env.bool("SIGNUP_OPEN", True)
ACCOUNT_ADAPTER = "netwerk.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "netwerk.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.bool("EMAIL_VERIFICATION", not DEBUG) else "none"
ACCOUNT_CHANGE_EMAIL = True  # one address, and a new one beside it until it is confirmed
ACCOUNT_FORMS = {"add_email": "netwerk.accounts.address.ChangeEmailForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a phone left on the bar is not enough to take an account over
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# ── Language and time ─────────────────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "netwerk.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_HANDLERS = [
    "netwerk.contacts.uploads.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a borrel of a hundred people has ten fields a person

# ── Mail ──────────────────────────────────────────────────────────────────────────────────────────────────

MAIL_DIR = env.str("MAIL_DIR", "")
EMAIL_URL = env.str("EMAIL_URL", "")
if urlsplit(EMAIL_URL).scheme not in ("", "smtp", "submission"):
    # Others name a backend that sends nothing, or (smtps) do not mean what they say.
    sys.exit(
        "Netwerk does not start: EMAIL_URL must begin with submission:// (STARTTLS, port 587) or smtp:// "
        "(port 25, or TLS all the way with :465/?ssl=true)."
    )
_mail = dj_email_url.parse(EMAIL_URL or "smtp://localhost:25")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 60  # seconds for each word of the server, which may scan a mail before it says yes
if MAIL_DIR and not EMAIL_URL:
    EMAIL_BACKEND = "netwerk.mail.eml.EmlBackend"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"Netwerk <netwerk@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who hears that worker or beat is silent. Not Django's ADMINS, who get the data of failed requests, too.
ALARM_TO = [address for address in env.list("ALARM_TO", [], subcast=str.strip) if address]

# ── Celery ────────────────────────────────────────────────────────────────────────────────────────────────

REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
# Celery has its own spelling for a unix socket and its database number.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis, however long
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 5,
    "socket_timeout": 30,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "netwerk.health.beat.BeatingScheduler"
# expires: after Redis or the workers were away, one tick is enough, not one for every minute missed.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "netwerk.health.tasks.heartbeat", "schedule": 20, "options": {"expires": 20}},
    "sessions": {
        "task": "netwerk.accounts.tasks.forget_sessions",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "encounters": {"task": "netwerk.encounters.tasks.tick", "schedule": 600, "options": {"expires": 600}},
    "mail": {"task": "netwerk.mail.tasks.tick", "schedule": 60, "options": {"expires": 60}},
    "nudges": {"task": "netwerk.nudges.tasks.tick", "schedule": 60, "options": {"expires": 60}},
    "raising": {"task": "netwerk.nudges.tasks.raise_nudges", "schedule": 15, "options": {"expires": 15}},
    "needs": {"task": "netwerk.needs.tasks.tick", "schedule": 15, "options": {"expires": 15}},
}

# ── Security ──────────────────────────────────────────────────────────────────────────────────────────────

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "netwerk.web.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 60 * 60 * 24 * 30) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", False)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SILENCED_SYSTEM_CHECKS = [
    # HSTS for subdomains and preloading speak for hosts that are not ours: HSTS_SUBDOMAINS turns both on.
    "security.W005",
    "security.W021",
]
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Ticks and heartbeats, several a minute, are no news; what goes wrong in them is.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        # Whoever knocks under another name is turned away. Scanners do it all day.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
