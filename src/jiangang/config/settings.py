"""Django's settings. Choices that an office makes live in its own settings screens, not here."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from jiangang.config.environment import Environment
from jiangang.config.logs import logging_settings

ENVIRONMENT = Environment.of_process()
PACKAGE = Path(__file__).resolve().parent.parent
VAR = ENVIRONMENT.var
KEYS_DIR = VAR / "keys"
DOCUMENTS_DIR = VAR / "documents"
REGISTER_DIR = VAR / "register"

DEBUG = ENVIRONMENT.debug
GALLERY = DEBUG
STRICT_TEXTS = DEBUG
SECRET_KEY = ENVIRONMENT.secret("django-secret-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *ENVIRONMENT.hosts]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.hosts]

KERNEL = (
    "permissions",
    "ledger",
    "office",
    "people",
    "workflow",
    "organisations",
    "numbering",
    "calendar",
    "codes",
    "money",
    "documents",
    "reference",
    "events",
    "jobs",
    "messages",
    "privacy",
    "search",
    "papers",
    "register",
    "founding",
)
PORT_WING = ("parties", "declarations", "targeting", "inspection", "disposition", "certificates", "exchange")
INTEGRITY_WING = ("interests", "assignment")

DEPARTMENTS = tuple(
    f"jiangang.{wing}.{name}"
    for wing, names in (("integrity", INTEGRITY_WING), ("port", PORT_WING))
    for name in names
    if (PACKAGE / wing / name / "apps.py").exists()
)
KERNEL_ROOMS = tuple(
    f"jiangang.kernel.{name}" for name in KERNEL if (PACKAGE / "kernel" / name / "apps.py").exists()
)
UPPER_ROOMS = tuple(
    f"jiangang.{name}" for name in ("figures", "rehearsal", "web") if (PACKAGE / name / "apps.py").exists()
)

INSTALLED_APPS = [
    "jiangang.ui",
    *KERNEL_ROOMS,
    *DEPARTMENTS,
    *UPPER_ROOMS,
    "jiangang.config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jiangang.web.middleware.RequestLogMiddleware",
    "jiangang.web.middleware.PlainAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jiangang.web.activity.SessionActivityMiddleware",
    "jiangang.web.middleware.KeptPrivateMiddleware",
    "jiangang.web.middleware.LanguageMiddleware",
    "jiangang.integrity.interests.refusal.OneLookMiddleware",
    "jiangang.kernel.permissions.middleware.AccessMiddleware",
    "jiangang.web.middleware.FirstPasswordMiddleware",
    "jiangang.web.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jiangang.config.urls"
WSGI_APPLICATION = "jiangang.config.wsgi.application"
ACTOR_OF = "jiangang.kernel.people.api.actor_of_request"
NAME_OF_ACTOR = "jiangang.kernel.people.api.name_of_key"
CLOCK = "jiangang.kernel.office.api.clock"
THIRD_PARTY_PAGES = "jiangang.config.wiring.THIRD_PARTY_PAGES"
FIRST_OFFICE_DATA = PACKAGE / "config" / "data"
LISTENERS = "jiangang.config.wiring.LISTENERS"
TRAINERS = "jiangang.config.wiring.TRAINERS"
SCORERS = "jiangang.config.wiring.SCORERS"
CONSIGNMENT_PIPELINE = "jiangang.config.pipeline.PIPELINE"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jiangang.web.context.layout",
            ],
        },
    }
]
FORM_RENDERER = "jiangang.ui.forms.UiRenderer"

DATABASES = {"default": ENVIRONMENT.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["jiangang.web.hashing.CappedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "jiangang.web.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts failures, in the database, over all processes
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Jiangang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_SECURE = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
CSRF_FAILURE_VIEW = "jiangang.web.errors.form_expired"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["jiangang.kernel.documents.uploads.CappedUploadHandler"]
VIRUS_SCANNER = ENVIRONMENT.values.get("JIANGANG_VIRUS_SCANNER", "")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "jiangang.web.static_files.StaticFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SILENCED_SYSTEM_CHECKS: list[str] = []
METRICS_TOKEN = ENVIRONMENT.secret("metrics-token")
LOGGING = logging_settings(debug=DEBUG)
