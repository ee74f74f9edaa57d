from django.db import migrations

from tieline.foundation.keys.migrating import seals, unseals


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_sealed_fields")]

    operations = [
        migrations.RunPython(seals("identity", "Decision", "why"), unseals("identity", "Decision", "why")),
    ]
