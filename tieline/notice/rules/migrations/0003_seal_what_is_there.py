from django.db import migrations

from tieline.foundation.keys.migrating import seals, unseals


class Migration(migrations.Migration):
    dependencies = [("rules", "0002_sealed_fields")]

    operations = [
        migrations.RunPython(seals("rules", "Alert", "evidence"), unseals("rules", "Alert", "evidence")),
    ]
