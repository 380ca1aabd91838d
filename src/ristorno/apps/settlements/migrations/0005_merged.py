"""Statements say for which merged members they stand as well."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more; what stands goes on from its own alone."""

    dependencies: ClassVar = [("settlements", "0004_batches_only_added")]
    operations: ClassVar = [
        migrations.AddField(model_name="statement", name="merged", field=models.JSONField(default=list))
    ]
