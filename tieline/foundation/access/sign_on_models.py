"""Signing on from elsewhere: what is under way, and which user is who at which provider."""

from django.db import models

from tieline.foundation.keys.fields import BlindIndexField, SealedJSONField, SealedTextField


class SignOnRequest(models.Model):
    """A user sent to a provider. The row goes when the answer comes: an answer is good once."""

    state_digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of what the answer must bring.")
    provider = models.CharField(max_length=40)
    nonce = models.CharField(max_length=80, help_text="What the token or assertion must name: nonce, or request id.")
    verifier = models.CharField(max_length=128, blank=True, help_text="Of PKCE (RFC 7636).")
    next_path = models.CharField(max_length=500, help_text="Where the user wanted to go, on this site.")
    began_at = models.DateTimeField(db_index=True)
    outcome = SealedJSONField(
        null=True, row=["state_digest"], help_text="Who an assertion named, until the browser fetches its session."
    )

    def __str__(self) -> str:
        return f"{self.provider} {self.began_at}"


class SignOnIdentity(models.Model):
    """That a subject of a provider is a user."""

    provider = models.CharField(max_length=40)
    subject = SealedTextField(row=["provider"])
    subject_index = BlindIndexField(of="subject")
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "subject_index"], name="subject_once_per_provider")]

    def __str__(self) -> str:
        return f"{self.provider} {self.user_id}"
