"""Django settings. Every value that differs between machines comes from `leafloaf.environment`."""

from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url
import django_stubs_ext
from django_guid.integrations.celery import CeleryIntegration

from leafloaf.admin_theme import UNFOLD as UNFOLD
from leafloaf.environment import environment
from leafloaf.logs import logging_config
from leafloaf.metric_files import use_slots
from leafloaf.schedule import SCHEDULE

# Lets generic Django classes take their type in brackets at run time too.
django_stubs_ext.monkeypatch()

# Before any app makes a metric.
use_slots()

env = environment()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.debug
LEAFLOAF_LOCAL = env.leafloaf_local
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.csrf_trusted_origins
PUBLIC_URL = env.public_url.rstrip("/")
ROOT_URLCONF = "leafloaf.urls"
WSGI_APPLICATION = "leafloaf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "django_guid",
    "shop",
    "analytics",
    "personalization",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "leafloaf.requests_watched.RequestsWatched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.staff_access.StaffTwoFactor",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------
_database = dj_database_url.parse(env.database_url)
_database["ATOMIC_REQUESTS"] = False
_database["OPTIONS"] = {
    # Only prepared statements have plans to keep (`shop.prepared`): planning those anew takes longer than running them.
    "options": "-c plan_cache_mode=force_generic_plan",
    **_database.get("OPTIONS", {}),
    "pool": env.database_pool_max > 0
    and {
        "min_size": min(env.database_pool_min, env.database_pool_max),
        "max_size": env.database_pool_max,
        "timeout": 10,
    },
}
DATABASES = {"default": _database}

REDIS_URL = env.redis_url
REDIS_TIMEOUT_S = env.redis_timeout_s
CACHES = {
    "default": {
        "BACKEND": "shop.cache.RedisOrMemoryCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "cache",
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            # The shop sells while Redis is down: a failed cache is an empty cache.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": env.redis_timeout_s,
            "SOCKET_TIMEOUT": env.redis_timeout_s,
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
SESSION_ENGINE = "shop.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90

CELERY_BROKER_URL = env.redis_url
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "global_keyprefix": "celery:",
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"

# --- Accounts -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "shop.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "shop.accounts.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip", "login": "30/m/ip"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/account/verify-email/{{key}}",
    "account_reset_password": f"{PUBLIC_URL}/account/reset-password",
    "account_reset_password_from_key": f"{PUBLIC_URL}/account/reset-password/{{key}}",
    "account_signup": f"{PUBLIC_URL}/sign-up",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "LeafLoaf"
# Phones' clocks run apart, and typing takes a while: the code just gone and the next one are right, too.
MFA_TOTP_TOLERANCE = 1
STAFF_TWO_FACTOR_REQUIRED = env.staff_two_factor_required and not env.leafloaf_local
# Accounts whose password everybody knows.
DEMO_SHOPPERS_ALLOWED = env.leafloaf_local or env.leafloaf_test
STAFF_SERVICE_TOKENS = env.staff_service_tokens

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shop.api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "shop.api.parsers.StrictJSONParser",
        "shop.api.parsers.TextJSONParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "shop.api.problems.exception_handler",
    "DEFAULT_THROTTLE_RATES": {
        "events": "1200/min",
        "events_address": "6000/min",
        # A trusted server, by its token.
        "events_service": "600000/min",
        "checkout": "60/min",
        "codes": "30/min",
        "search": "600/min",
    },
    "NUM_PROXIES": env.num_proxies,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "LeafLoaf API",
    "VERSION": "1",
    "DESCRIPTION": "What the storefront and partners call. Errors are RFC 9457 problems.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "OrderStatus": "shop.models.order.Order.Status",
        "PaymentStatus": "shop.models.payment.Payment.Status",
        "PaymentMethod": "shop.models.payment.Payment.Method",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "shop.api.schema.add_problem",
    ],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
PAYMENT_PROVIDER = env.payment_provider
CURRENCY = env.currency

# --- Events -------------------------------------------------------------------------------------------------------
EVENT_HOT_DAYS = env.event_hot_days

# --- Warehouse ----------------------------------------------------------------------------------------------------
BIGQUERY_PROJECT = env.bigquery_project or "leafloaf"
BIGQUERY_DATASET = env.bigquery_dataset
BIGQUERY_LOCATION = env.bigquery_location
BIGQUERY_EMULATOR_URL = env.bigquery_emulator_url.rstrip("/")
WAREHOUSE_TIMEOUT_S = env.warehouse_timeout_s

# --- Search -------------------------------------------------------------------------------------------------------
EMBEDDER = env.embedder
EMBEDDER_MODEL = env.embedder_model

# --- Mail, files, time --------------------------------------------------------------------------------------------
vars().update(dj_email_url.parse(env.email_url))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.default_from_email
STATIC_URL = "static/"
STATIC_ROOT = env.static_root
STATICFILES_DIRS = [path for path in [BASE_DIR / "frontend" / "dist"] if path.is_dir()]
MEDIA_URL = "media/"
MEDIA_ROOT = env.media_root
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
# Names that carry a hash of what they hold: the build's own, and those that collecting files made.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/|^.+\.[0-9a-f]{12}\..+$"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_TZ = True

# --- Safety -------------------------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "shop.api.problems.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
_served_over_https = not (env.leafloaf_local or env.leafloaf_test)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _served_over_https
SECURE_SSL_REDIRECT = _served_over_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _served_over_https else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _served_over_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _served_over_https
SECURE_REDIRECT_EXEMPT = [r"^api/v1/health", r"^metrics$"]

# --- What operators see -------------------------------------------------------------------------------------------
METRICS_TOKEN = env.metrics_token
WORKER_METRICS_PORT = env.worker_metrics_port
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration(use_django_logging=True)],
}
_for_people = env.leafloaf_local or env.leafloaf_test
LOGGING = logging_config(env.log_format or ("text" if _for_people else "json"), env.log_level)
