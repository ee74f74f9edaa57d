from django.db import migrations

import tieline.foundation.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_loads_that_identity_has_seen"),
        ("keys", "0001_data_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="why",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["pair_id"]),
        ),
    ]
