"""A batch knows of no change of the catalog unless it says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0007_filled_groups"),
    ]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="catalog",
            field=models.BigIntegerField(db_default=0),
        ),
    ]
