from django.db import migrations

from tieline.foundation.keys.migrating import seals, unseals


class Migration(migrations.Migration):
    dependencies = [("ingest", "0008_sealed_fields")]

    operations = [
        migrations.RunPython(
            seals("ingest", "Correction", "content", "why"), unseals("ingest", "Correction", "content", "why")
        ),
        migrations.RunPython(seals("ingest", "RecordedInteraction", "text"), unseals("ingest", "RecordedInteraction", "text")),
    ]
