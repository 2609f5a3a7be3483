"""The one way to write an audit event."""

from datetime import datetime
from typing import Any

from cint_portal.audit.models import AuditEvent
from cint_portal.core.middleware import current_request_id


def record(
    kind: AuditEvent.Kind, *, actor: Any, at: datetime, label: str = "", path: str = "", **detail: Any
) -> AuditEvent:
    """Append an event; `actor` is a user or None, `detail` must be JSON."""
    return AuditEvent.objects.create(
        kind=kind,
        at=at,
        actor_id=getattr(actor, "pk", None),
        actor_name=str(actor) if getattr(actor, "pk", None) else "",
        object_label=label[:300],
        path=path[:500],
        request_id=current_request_id.get(),
        detail=detail,
    )
