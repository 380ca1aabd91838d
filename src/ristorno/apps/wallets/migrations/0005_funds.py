"""Every fund of a member has an account in the ledger."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table more."""

    dependencies: ClassVar = [("wallets", "0004_active_on")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Fund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.CharField(max_length=120)),
                ("program", models.CharField(max_length=63)),
                ("name", models.CharField(max_length=63)),
                ("account", models.BigIntegerField(unique=True)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="wallets.unit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "program", "name", "unit"), name="wallets_one_fund")
                ],
            },
        ),
    ]
