"""Messages to users: one row for one reader, with text keys rather than text, so that each reads their own
language.
"""

from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """One message to one person. Only `read_at` changes, once.

    `key` is a text key with `.subject` and `.body`; `params` fill its placeholders. `source` names what
    caused it (an event's id), so that an event delivered twice sends it once.
    """

    mutability = "mutable"
    personal_fields = ("params",)

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key", "source"], name="messages_message_once"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="messages_message_unread"),
            models.Index(fields=["person", "-sent_at"], name="messages_message_list"),
        ]

    def __str__(self) -> str:
        return self.key


class Channel(models.TextChoices):
    """Ways out of the office, each off until it is set."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Posting(models.Model):
    """One message on one outside way: made with the message, sent by a job, tried again when it fails."""

    mutability = "mutable"
    personal_fields = ()

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="postings")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    last_error = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="messages_posting_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="pending"),
                name="messages_posting_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.state}"
