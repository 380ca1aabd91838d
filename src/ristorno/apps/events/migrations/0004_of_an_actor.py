"""What one person did is found at once among all that happened."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index more."""

    dependencies: ClassVar = [("events", "0003_moments")]
    operations: ClassVar = [
        migrations.AddIndex(model_name="event", index=models.Index(fields=["actor", "id"], name="events_of_an_actor")),
    ]
