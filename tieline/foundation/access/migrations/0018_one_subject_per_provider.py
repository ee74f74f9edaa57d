from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the former: PostgreSQL alters no table whose rows the same transaction has written."""

    dependencies = [("access", "0017_seal_what_is_there")]

    operations = [
        migrations.AddConstraint(
            model_name="signonidentity",
            constraint=models.UniqueConstraint(fields=("provider", "subject_index"), name="subject_once_per_provider"),
        ),
    ]
