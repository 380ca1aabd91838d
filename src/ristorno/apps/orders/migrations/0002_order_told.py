"""How an order came to its price, as it was told with its quote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.AddField("order", "told", models.JSONField(default=list))]
