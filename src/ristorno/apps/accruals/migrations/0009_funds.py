"""What is booked for the windows of funds."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table more."""

    dependencies: ClassVar = [("accruals", "0008_party")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Funded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("program", models.CharField(max_length=63)),
                ("fund", models.CharField(max_length=63)),
                ("member", models.CharField(max_length=120)),
                ("unit", models.CharField(max_length=63)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("label", models.TextField()),
                ("put_in", models.BigIntegerField(default=0)),
                ("granted", models.BigIntegerField(default=0)),
                ("lapsed", models.BigIntegerField(default=0)),
                ("revision", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "program", "fund", "unit", "starts", "ends"),
                        name="accruals_one_fund_window",
                    )
                ],
            },
        ),
    ]
