"""What is spent first, and what holds say of their rest."""

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def _told_in_full(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write how long holds last as a field of what becomes of them."""
    for unit in apps.get_model("wallets", "Unit").objects.exclude(keeping=None):
        lasting = unit.keeping.get("holds")
        if lasting is None or "months" in lasting:
            unit.keeping["holds"] = {"expire": lasting, "post_rest": "free"}
            unit.save()


class Migration(migrations.Migration):
    """A table more."""

    dependencies: ClassVar = [("wallets", "0002_longer_names")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("posting", models.BigIntegerField(primary_key=True, serialize=False)),
                ("clause", models.CharField(max_length=63)),
            ],
        ),
        migrations.RunPython(_told_in_full, migrations.RunPython.noop),
    ]
