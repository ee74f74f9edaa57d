from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ingest", "0002_quality_and_feeds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="load",
            name="number",
            field=models.BigIntegerField(help_text="1, 2, 3 … in the order of receipt.", unique=True),
        ),
    ]
