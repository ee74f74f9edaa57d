from django.db import migrations

import tieline.foundation.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0001_initial"),
        ("keys", "0001_data_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="evidence",
            field=tieline.foundation.keys.fields.SealedJSONField(
                default=dict, help_text="What was so when it was raised; see evidence.py.", row=["rule", "customer_id"]
            ),
        ),
    ]
