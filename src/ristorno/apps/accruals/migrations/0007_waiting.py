"""What waits for a day is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accruals", "0006_proof"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="booked",
            index=models.Index(
                condition=models.Q(("over", False), models.Q(("document", ""), _negated=True)),
                fields=["member"],
                name="accruals_waiting",
            ),
        ),
    ]
