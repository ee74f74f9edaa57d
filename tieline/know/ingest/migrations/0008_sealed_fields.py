from django.db import migrations

import tieline.foundation.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0007_erased_rows"),
        ("keys", "0001_data_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="content",
            field=tieline.foundation.keys.fields.SealedJSONField(
                help_text="The whole row as corrected: {column: text}; null drops the row for good.",
                null=True,
                row=["load_id", "row"],
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="why",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["load_id", "row"]),
        ),
        migrations.AlterField(
            model_name="recordedinteraction",
            name="text",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["id"]),
        ),
    ]
