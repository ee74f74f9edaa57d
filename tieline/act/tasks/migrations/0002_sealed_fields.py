from django.db import migrations

import tieline.foundation.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
        ("keys", "0001_data_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="note",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["interaction_ref"]),
        ),
    ]
