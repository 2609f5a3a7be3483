"""Mails that the embedded mode delivers to a page instead of to a server."""

from django.db import models


class MailboxMessage(models.Model):
    """One delivered mail, as it would have left the portal."""

    received_at = models.DateTimeField()
    recipient = models.CharField(max_length=300)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
