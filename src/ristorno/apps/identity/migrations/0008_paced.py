"""How many requests a key has sent in a minute: not worth a write to the log that survives a crash."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_providers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paced",
            fields=[
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="identity.key",
                    ),
                ),
                ("minute", models.BigIntegerField()),
                ("shares", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL("alter table identity_paced set unlogged", "alter table identity_paced set logged"),
    ]
