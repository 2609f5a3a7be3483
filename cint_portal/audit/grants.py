"""Rights of the application role: it may append to the three histories, never rewrite them."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

APP_ROLE = "portal_app"


def history_tables() -> list[str]:
    """Row history (pghistory), transition log and audit trail."""
    import pghistory

    own = {apps.get_model("audit", "AuditEvent"), apps.get_model("workflow", "TransitionLog")}
    histories = [m for m in apps.get_models() if m in own or issubclass(m, pghistory.models.Event)]
    return sorted(m._meta.db_table for m in histories if m._meta.managed)


@receiver(post_migrate)
def grant_application_role(sender: Any, using: str, **kwargs: Any) -> None:
    """Runs once per migrate, after the last application, as the owner of the tables."""
    if sender.label != "workflow" or using != "owner":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            raise RuntimeError(f"The database role {APP_ROLE} does not exist (docs/operations.md).")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        existing = set(connections[using].introspection.table_names(cursor))
        for table in existing.intersection([*history_tables(), "django_migrations"]):
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}')
