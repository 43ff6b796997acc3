"""Settings: everything that differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path

from config import env, logging
from zhengwu.kernel.secrets import Vault

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("ZHENGWU_DATA", str(BASE_DIR / "var" / "data"))).resolve()
DEMO = env.flag("ZHENGWU_DEMO")
DEBUG = env.flag("ZHENGWU_DEBUG")
NODE = env.text("ZHENGWU_NODE", "outer")
REGION_CODE = env.text("ZHENGWU_REGION", "511602000000")
# How other nodes call this one: the outer net of a county goes by its region's code.
NODE_CODE = env.text(
    "ZHENGWU_NODE_CODE", REGION_CODE if NODE == "outer" else f"{REGION_CODE}-{NODE}"
)

SECRET_KEY = env.secret("ZHENGWU_SECRET_KEY", DATA_DIR / "secrets")
VAULT = Vault(bytes.fromhex(env.secret("ZHENGWU_MASTER_KEY", DATA_DIR / "secrets")))

ALLOWED_HOSTS = env.words("ZHENGWU_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("ZHENGWU_ORIGINS")
# The public key (Ed25519, hex) by which the collecting bank signs its messages.
BANK_KEY = env.text("ZHENGWU_BANK_KEY", "")
# Networks, addresses and host names cameras of the register may have; none: no still is fetched.
CAMERA_NETWORKS = env.words("ZHENGWU_CAMERA_NETWORKS")
SITE_URL = env.text("ZHENGWU_URL", "http://127.0.0.1:8000")
SECURE = env.flag("ZHENGWU_HTTPS")

# Lowest room first: the order of house.md.
DOMAINS = [
    "web", "journal", "jobs", "parameters", "matters", "clock", "files", "notices", "org",
    "identity", "expressions", "search", "documents", "forms", "exchange", "flow", "catalogue",
    "authority", "fees", "cases", "joint", "township", "hall", "evaluation", "personnel",
    "complaints", "supervision", "statistics", "assessment", "desks",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    *[f"zhengwu.{name}" for name in DOMAINS],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhengwu.web.middleware.CleanRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhengwu.identity.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhengwu.web.middleware.RefusalMiddleware",
    "zhengwu.parameters.middleware.OneMomentMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(str(path) for path in (BASE_DIR / "zhengwu").glob("*/web/*/templates")),
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "zhengwu.web.templatetags.zw"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "zhengwu.web.context.page",
                "zhengwu.desks.queries.desk_nav",
                "zhengwu.desks.queries.call_bar",
            ],
        },
    }
]

DATABASES = {
    "default": env.database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR}/zhengwu.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in: rules and limits are in zhengwu/identity (data/parameters.yaml names their sources).
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["zhengwu.identity.middleware.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
]
LOGIN_URL = "identity_citizen:sign_in"
DESK_LOGIN_URL = "identity_staff:sign_in"
# The demonstration provider proves nothing: it is never on outside of a demonstration.
IDENTITY_PROVIDERS = env.words("ZHENGWU_PROVIDERS", "demonstration" if DEMO else "")
# Lines of identity card readers that counters understand (identity/registry/readers.py).
CARD_READERS = env.words("ZHENGWU_CARD_READERS", "typed,line")
TRUSTED_PROXIES = int(env.text("ZHENGWU_PROXIES", "0"))

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# The build names every asset by its content, so they are served straight from the checkout.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/build/.+-[0-9A-Z]{8}\.\w+$"
FILES_DIR = DATA_DIR / "files"
KEYS_DIR = DATA_DIR / "keys"
OUTBOX_DIR = DATA_DIR / "outbox"
FONTS_DIR = DATA_DIR / "fonts"
# Exchange with other nodes: where the ferry's bundles lie, which ways are open (`ferry` alone:
# this node never opens a connection to another); for mutual TLS our certificate, their authority.
EXCHANGE_DIR = Path(env.text("ZHENGWU_EXCHANGE_DIR", str(DATA_DIR / "exchange")))
EXCHANGE_WAYS = env.words("ZHENGWU_EXCHANGE_WAYS", "ferry" if NODE == "inner" else "ferry,https")
EXCHANGE_CERTIFICATE = env.text("ZHENGWU_EXCHANGE_CERTIFICATE", "")
EXCHANGE_CA = env.text("ZHENGWU_EXCHANGE_CA", "")

# Files handed in: the largest one, the virus scanner (unix:/path or tcp:host:port, empty = none),
# and what happens while the scanner is away: keep, quarantine or refuse.
FILE_LIMIT_BYTES = int(env.text("ZHENGWU_FILE_LIMIT_MB", "20")) * 1024 * 1024
CLAMD = env.text("ZHENGWU_CLAMD", "")
FILES_WHEN_UNSCANNED = env.text("ZHENGWU_WHEN_UNSCANNED", "quarantine")
# Who holds the organs' seals: `software` is the demonstration authority (documents/registry).
SEALS = env.text("ZHENGWU_SEALS", "software")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zhengwu.files.middleware.SpoolHandler",
]

# The journal's outbox: how long a worker may hold a reaction, and when one counts as stuck.
DELIVERY_LEASE_SECONDS = 120
DELIVERY_ATTEMPTS = 8
DELIVERY_LONGEST_WAIT_SECONDS = 600
CHECKPOINT_DIR = Path(env.text("ZHENGWU_CHECKPOINTS", str(DATA_DIR / "checkpoints")))
JOB_LEASE_SECONDS = 120
JOB_ATTEMPTS = 5

# Pages.
CSRF_FAILURE_VIEW = "zhengwu.web.errors.csrf_failure"
DESK_NAV_TEMPLATE = "desks/staff/_nav.html"
SITE = {
    "region": env.text("ZHENGWU_REGION_NAME", "广安区"),
    "code": env.text("ZHENGWU_SITE_CODE", ""),
    "filing": env.text("ZHENGWU_FILING_NUMBER", ""),
    "police": env.text("ZHENGWU_POLICE_NUMBER", ""),
    "host": env.text("ZHENGWU_SITE_HOST", ""),
    "phone": env.text("ZHENGWU_SERVICE_PHONE", "12345"),
    # AGPL 13: whoever runs a changed program offers its source to its users.
    "source": env.text("ZHENGWU_SOURCE_URL", ""),
    "demo": DEMO,
}

# Letters in front of case numbers (local practice): GA for 广安.
CASE_PREFIX = env.text("ZHENGWU_CASE_PREFIX", "GA")

# Letters; without a server they become files (the demonstration).
vars().update(env.mail(env.text("ZHENGWU_MAIL", ""), OUTBOX_DIR / "mail"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("ZHENGWU_MAIL_FROM", "zhengwu@localhost")

# nginx in front ends TLS and says so; without a trusted proxy the header is anybody's word.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

LOGGING = logging.configured(
    as_json=not (DEMO or DEBUG), level=env.text("ZHENGWU_LOG", "INFO").upper()
)
CASE_RETENTION_TEXT = env.text("ZHENGWU_CASE_RETENTION", "30年（本地参数，待档案主管部门确认）")
