from django.db import migrations

import tieline.foundation.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0015_emergencies"),
        ("keys", "0001_data_keys"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="signonidentity", name="subject_once_per_provider"),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=tieline.foundation.keys.fields.SealedTextField(row=["login"]),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["login"]),
        ),
        migrations.AlterField(
            model_name="scimuser",
            name="external_id",
            field=tieline.foundation.keys.fields.SealedTextField(blank=True, row=["user_id"]),
        ),
        migrations.AlterField(
            model_name="secondfactor",
            name="secret",
            field=tieline.foundation.keys.fields.SealedTextField(help_text="What the app was given.", row=["user_id"]),
        ),
        migrations.AlterField(
            model_name="signonidentity",
            name="subject",
            field=tieline.foundation.keys.fields.SealedTextField(row=["provider"]),
        ),
        migrations.AddField(
            model_name="signonidentity",
            name="subject_index",
            field=tieline.foundation.keys.fields.BlindIndexField(default="", of="subject"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="signonrequest",
            name="outcome",
            field=tieline.foundation.keys.fields.SealedJSONField(
                help_text="Who an assertion named, until the browser fetches its session.",
                null=True,
                row=["state_digest"],
            ),
        ),
    ]
