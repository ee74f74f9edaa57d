"""Roles that are held in an emergency, until when, and their review."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0014_erased_entries")]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.CharField(max_length=60)),
                ("role", models.CharField(help_text="Key of the role.", max_length=60)),
                ("reason", models.CharField(max_length=400)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("began", models.DateTimeField()),
                ("until", models.DateTimeField(help_text="When it ends by itself.")),
                (
                    "ended",
                    models.DateTimeField(
                        help_text="When it was ended before that, by the user or somebody else.", null=True
                    ),
                ),
                (
                    "state",
                    models.CharField(default="open", help_text="open, justified or unjustified.", max_length=12),
                ),
                ("reviewed_by", models.CharField(blank=True, max_length=60)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-began"], name="emergency_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", django.db.models.expressions.F("began"))),
                        name="emergency_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="emergency_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="until",
            field=models.DateTimeField(help_text="When it ends by itself; null for good.", null=True),
        ),
    ]
