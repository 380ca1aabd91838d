"""Keys tell whether a merger has ever moved what is booked for them."""

from typing import ClassVar

from django.db import migrations, models

_MOVED = """
update accruals_booked set moved = true
where became_id is not null or id in (select became_id from accruals_booked where became_id is not null)
"""


class Migration(migrations.Migration):
    """One column more, filled from what is merged now."""

    dependencies: ClassVar = [("accruals", "0004_footings")]
    operations: ClassVar = [
        migrations.AddField(model_name="booked", name="moved", field=models.BooleanField(default=False)),
        migrations.RunSQL(_MOVED, migrations.RunSQL.noop),
    ]
