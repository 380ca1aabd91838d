"""On which day something was earned last."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column more."""

    dependencies: ClassVar = [("wallets", "0003_spending_order")]
    operations: ClassVar = [
        migrations.AddField(model_name="wallet", name="active_on", field=models.DateField(null=True)),
    ]
