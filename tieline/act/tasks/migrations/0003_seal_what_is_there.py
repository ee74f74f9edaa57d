from django.db import migrations

from tieline.foundation.keys.migrating import seals, unseals


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_sealed_fields")]

    operations = [
        migrations.RunPython(seals("tasks", "Attempt", "note"), unseals("tasks", "Attempt", "note")),
    ]
