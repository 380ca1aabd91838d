"""What others hand on to somebody is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the few rows with a party."""

    dependencies = [("accruals", "0007_waiting")]

    operations = [
        migrations.AddIndex(
            model_name="booked",
            index=models.Index(
                fields=["party"], condition=models.Q(("party", ""), _negated=True), name="accruals_of_a_party"
            ),
        )
    ]
