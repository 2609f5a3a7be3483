"""The transition log and the base of every object that has a status."""

from typing import Any

import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models


class WorkflowModel(models.Model):
    """Has a status that only `perform_transition` writes, a version, and the people who wrote it.

    Subclasses declare the `status` field; the app's `workflow.py` declares its machine.
    """

    status: Any

    version = models.PositiveIntegerField(default=0, editable=False)
    #: Ids of the people who wrote or sent the current content: none of them may decide on it.
    contributors = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def note_contributor(self, user: Any) -> None:
        """Remember an author of the current content (saved by the caller)."""
        if user.pk not in self.contributors:
            self.contributors = [*self.contributors, user.pk]


class TransitionLog(models.Model):
    """Who moved which object from where to where, when and why. Append-only; ordered by id."""

    at = models.DateTimeField()
    machine = models.CharField(max_length=40)
    transition = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=150)
    comment = models.TextField(blank=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    object_label = models.CharField(max_length=300)
    object_version = models.PositiveIntegerField()
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="transition_log_object")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.object_label}: {self.from_state} → {self.to_state}"
