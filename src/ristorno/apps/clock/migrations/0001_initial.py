from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Sandbox",
            fields=[
                ("number", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("stands_at", models.DateTimeField()),
                ("settled", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("number", 1)), name="clock_one")],
            },
        ),
    ]
