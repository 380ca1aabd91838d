"""What was proved of members is noted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accruals", "0005_moved"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.CharField(max_length=120)),
                ("program", models.CharField(max_length=63)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "program"), name="accruals_one_proof")],
            },
        ),
    ]
