"""What a directory provisioned through SCIM: its users and groups."""

import uuid

from django.db import models

from tieline.foundation.keys.fields import SealedTextField


class ScimUser(models.Model):
    """That a user was made by a directory, which may change and lock it; other users it neither sees nor changes."""

    user = models.OneToOneField("access.User", primary_key=True, on_delete=models.CASCADE, related_name="+")
    external_id = SealedTextField(blank=True, row=["user_id"])
    removed_at = models.DateTimeField(null=True, help_text="Removed by the directory: locked here, as users stay.")

    def __str__(self) -> str:
        return f"user {self.user_id}"


class ScimGroup(models.Model):
    """A group of a directory; which roles and team it means is declared (``scim`` in TIELINE_SIGN_ON)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200, unique=True)
    external_id = models.CharField(max_length=255, blank=True)
    members = models.ManyToManyField(ScimUser, related_name="groups")

    def __str__(self) -> str:
        return self.name
