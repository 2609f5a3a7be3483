"""One settings file, read from the environment; nothing exists only in production."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cint_portal import env as portal_env
from cint_portal.env import env

BASE_DIR = Path(__file__).resolve().parent.parent

PORTAL_ENV = portal_env.mode()
PRODUCTION = PORTAL_ENV == portal_env.PRODUCTION
EMBEDDED = PORTAL_ENV == portal_env.EMBEDDED
# The clock may be moved, and demo data loaded, only where no real year is recorded.
CLOCK_ADJUSTABLE = not PRODUCTION

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = portal_env.required("SECRET_KEY")
SITE_URL = portal_env.required("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.forms",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules",
    "pgtrigger",
    "pghistory",
    "cint_portal.core",
    "cint_portal.audit",
    "cint_portal.organization",
    "cint_portal.workdays",
    "cint_portal.notifications",
    "cint_portal.documents",
    "cint_portal.workflow",
    "issues",
    "swot",
    "bsc",
    "realization",
    "cint_portal.home",
    "cint_portal.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cint_portal.core.middleware.request_id",
    "cint_portal.core.clock.one_moment",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cint_portal.core.middleware.language",
    "cint_portal.core.middleware.private_responses",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cint_portal.home.settling.offer_next",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cint_portal.core.middleware.readable_requests",
    "realization.middleware.note_openings",
    "cint_portal.audit.middleware.RefusalMiddleware",
    "cint_portal.audit.middleware.history_context",
]

ROOT_URLCONF = "cint_portal.urls"
WSGI_APPLICATION = "cint_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "cint_portal.home.context.shell",
            ],
            "builtins": ["cint_portal.core.templatetags.portal_format"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: two roles of one PostgreSQL database -------------------------------------------------
DATABASES = {"default": portal_env.database("DATABASE_URL", serves_requests=True)}
if env.str("OWNER_DATABASE_URL", ""):
    # Owns the tables; only `migrate` uses it. The application role cannot rewrite the histories.
    DATABASES["owner"] = portal_env.database("OWNER_DATABASE_URL", serves_requests=False)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "portal_session"

PGHISTORY_CONTEXT_FIELD = "cint_portal.audit.history.context_field"
PGHISTORY_APPEND_ONLY = True

# --- People and log-in ------------------------------------------------------------------------------
AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "cint_portal.organization.backends.UsernameOrNikBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_ADAPTER = "cint_portal.home.account_adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_FORMS = {"reset_password": "cint_portal.home.account_forms.PersonalAddressResetForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = False
# The proxy tells who asks (ops/nginx.conf): without it all people would share its address and its limits.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0
# Beside the log-in's own limits: files and codes that somebody without log-in lets the portal check.
ACCOUNT_RATE_LIMITS = {"verify_document": "30/10m/ip"}
MFA_ADAPTER = "cint_portal.home.mfa_adapter.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
if portal_env.takes_passkeys(SITE_URL):
    MFA_SUPPORTED_TYPES.append("webauthn")
    MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey stands for the password: fingerprint, face or the device's own PIN is always asked.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "add_webauthn": "cint_portal.home.passkey_forms.NewPasskeyForm",
    "edit_webauthn": "cint_portal.home.passkey_forms.PasskeyNameForm",
    "login_webauthn": "cint_portal.home.passkey_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "cint_portal.home.passkey_forms.PasskeyConfirmForm",
    "authenticate_webauthn": "cint_portal.home.passkey_forms.PasskeyStepForm",
}
# As often as with a password: an office of hundreds comes from one address.
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip", "webauthn_challenge": "60/m/ip"}
MFA_TOTP_ISSUER = "CINT Portal"
# People may have no e-mail address; the administrator vouches for them, not a mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# --- Language: the profile decides, else a cookie, else Indonesian -----------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "portal_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# --- Static files, protected files, reports ----------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Prefix of the proxy's internal location for protected files; empty: the application sends them itself.
PROTECTED_FILES_LOCATION = env.str("PROTECTED_FILES_LOCATION", default="")
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Background work: Redis is the broker and nothing else -------------------------------------------
CELERY_BROKER_URL = portal_env.required("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
# A task leaves the queue when it begins: what a dead worker leaves behind is found in the tables. Giving
# the task back is what ends a worker that loses its child and the broker at the same time.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # A request never waits for a dead broker: one more try at once, then the sweep takes over.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "cint_portal.notifications.heartbeat:BeatingScheduler"
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600

# --- Mail -------------------------------------------------------------------------------------------
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CMS – CINT Portal <portal@localhost>")
if EMBEDDED and not env.str("EMAIL_URL", ""):
    EMAIL_BACKEND = "cint_portal.demo.mailbox.MailboxBackend"
else:
    vars().update(portal_env.mail_server("EMAIL_URL"))
# When mail goes out (WIB); reminders on working days only. Empty: at any time. A password reset never waits.
MAIL_HOURS = portal_env.hours("MAIL_HOURS", "07:00-18:00")
# Messages a person gets in a day; what exceeds them travels with the next day's digest.
MAIL_DAILY_CEILING = env.int("MAIL_DAILY_CEILING", default=8)

# --- Headers ----------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
_HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = PRODUCTION and _HTTPS
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION and _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "cint_portal.core.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)r"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
# Folder in which a drill arms the points at which it kills a process (tests only).
FAILPOINTS = env.str("FAILPOINTS", default="") if PORTAL_ENV == portal_env.TEST else ""
