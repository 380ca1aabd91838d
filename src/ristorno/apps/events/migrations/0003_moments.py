"""Events can be read on without a gap."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

_SQL = Path(__file__).parent.parent / "sql" / "moments.sql"
_BACK = "drop function events_horizon, events_moment, events_base;"


class Migration(migrations.Migration):
    """The moment of an event, and who has read how far."""

    dependencies: ClassVar = [("events", "0002_only_added")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Consumer",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("moment", models.BigIntegerField(default=0)),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Era",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("server", models.BigIntegerField()),
                ("base", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(_SQL.read_text(encoding="utf-8"), _BACK),
        migrations.AddField(
            model_name="event",
            name="moment",
            field=models.BigIntegerField(db_default=models.Func(function="events_moment")),
        ),
        migrations.AddIndex(model_name="event", index=models.Index(fields=["moment", "id"], name="events_since")),
    ]
