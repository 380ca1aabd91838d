"""Facts of a member are found by the batch with which they came."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Another index under the same name."""

    dependencies: ClassVar = [("facts", "0005_touched")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="version", name="facts_of_a_member"),
        migrations.AddIndex(
            model_name="version", index=models.Index(fields=["member", "batch"], name="facts_of_a_member")
        ),
    ]
