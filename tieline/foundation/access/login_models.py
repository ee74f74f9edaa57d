"""What users prove themselves with beside the password."""

from django.db import models

from tieline.foundation.keys.fields import SealedTextField


class SecondFactor(models.Model):
    """The authenticator app of a user; it counts once the user showed a code of it."""

    user = models.OneToOneField("access.User", on_delete=models.CASCADE, related_name="+")
    secret = SealedTextField(row=["user_id"], help_text="What the app was given.")
    set_up_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0, help_text="Step of the last code that was accepted: none twice.")

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(models.Model):
    """A code for when the app is lost. Codes begin with their number, so that one hash is compared and not ten."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField()
    hash = models.CharField(max_length=128, help_text="Of the whole code, as passwords are hashed.")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="recovery_code_once_per_user")]

    def __str__(self) -> str:
        return f"recovery code {self.number} of {self.user_id}"


class Passkey(models.Model):
    """A passkey (WebAuthn credential) of a user: its public half; the private one never leaves the device."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    credential = models.CharField(unique=True, max_length=1400, help_text="Its id, in base64url.")
    public_key = models.TextField(help_text="COSE key in base64url.")
    sign_count = models.BigIntegerField(
        help_text="Grows with every use on devices that count; a copy would fall behind."
    )
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
