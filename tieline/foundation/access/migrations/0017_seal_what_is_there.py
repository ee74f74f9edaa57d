from typing import Any

from django.db import migrations

from tieline.foundation.access.sealing import open_secret
from tieline.foundation.keys.migrating import indexes, nothing, seals, unseals


def opened_secret(row: Any, text: str) -> str:
    return open_secret(text, f"second factor of user {row.user_id}")


class Migration(migrations.Migration):
    dependencies = [("access", "0016_sealed_fields")]

    operations = [
        migrations.RunPython(seals("access", "User", "name", "email"), unseals("access", "User", "name", "email")),
        migrations.RunPython(seals("access", "ScimUser", "external_id"), unseals("access", "ScimUser", "external_id")),
        migrations.RunPython(seals("access", "SecondFactor", "secret", read=opened_secret), nothing),
        migrations.RunPython(
            seals("access", "SignOnIdentity", "subject"), unseals("access", "SignOnIdentity", "subject")
        ),
        migrations.RunPython(indexes("access", "SignOnIdentity", "subject_index"), nothing),
        migrations.RunPython(
            seals("access", "SignOnRequest", "outcome"), unseals("access", "SignOnRequest", "outcome")
        ),
    ]
