"""Service accounts and their keys: programs that call Tieline."""

from datetime import datetime

from django.db import models


class ServiceAccount(models.Model):
    """A program that calls Tieline. Never deleted, as the change log names it; ``is_active`` stops all its keys."""

    name = models.SlugField(unique=True, max_length=40)
    about = models.CharField(max_length=200, help_text="What it is for, and who answers for it.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class ServiceKey(models.Model):
    """A key of a service account. The key itself is kept nowhere: only its beginning and its SHA-256."""

    account = models.ForeignKey(ServiceAccount, on_delete=models.CASCADE, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True, help_text="The visible beginning, by which people name it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the whole key; its 256 random bits need no salt.")
    scope = models.JSONField(help_text="Keys of SCOPES, in alphabetical order.")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="To the minute.")
    last_used_from = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return self.prefix

    def works(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired, and its account not stopped."""
        return self.revoked_at is None and self.expires_at > now and self.account.is_active
