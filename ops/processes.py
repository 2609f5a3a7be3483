"""The portal's processes and their variables, declared once: launcher and docker-compose.yml follow."""

from dataclasses import dataclass

DATA_IN_CONTAINER = "/data"

# Every process reads the same settings.
SETTINGS = (
    "PORTAL_ENV",
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "EMAIL_TIMEOUT",
    "MAIL_HOURS",
    "MAIL_DAILY_CEILING",
    "DEFAULT_FROM_EMAIL",
    "MEDIA_ROOT",
    "STATIC_ROOT",
    "PROTECTED_FILES_LOCATION",
    "LOG_LEVEL",
)
# The owner of the tables signs in only to change them.
OWNER = ("OWNER_DATABASE_URL",)
WEB = ("BIND", "WEB_CONCURRENCY")


@dataclass(frozen=True)
class Process:
    """A command; `{data}` stands for the folder that outlives the process."""

    name: str
    command: str
    variables: tuple[str, ...] = SETTINGS
    grace: float = 15.0

    def arguments(self, data: str) -> tuple[str, ...]:
        return tuple(part.format(data=data) for part in self.command.split())


# Runs to its end before the processes start.
MIGRATE = Process("migrate", "python manage.py migrate --noinput", SETTINGS + OWNER)

RUNNING = (
    Process("web", "gunicorn cint_portal.wsgi --config ops/gunicorn_config.py", SETTINGS + WEB),
    Process(
        "worker", "celery -A cint_portal worker --loglevel INFO --concurrency 2 --without-mingle", grace=30.0
    ),
    Process("beat", "celery -A cint_portal beat --loglevel INFO --schedule {data}/beat-schedule"),
)

DEMO = Process("demo", "python manage.py load_demo --if-empty")
ACCOUNTS = Process("accounts", "python manage.py demo_accounts")
