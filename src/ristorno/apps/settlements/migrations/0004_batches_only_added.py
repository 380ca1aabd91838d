"""What went out together is added, never changed."""

from typing import ClassVar

from django.db import migrations

_TABLES = ("batch", "batched")
_ON = (
    "create trigger only_added before update or delete or truncate on settlements_{} "
    "execute function settlements_never();"
)
_OFF = "drop trigger only_added on settlements_{};"


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("settlements", "0003_paying")]
    operations: ClassVar = [
        migrations.RunSQL("".join(_ON.format(each) for each in _TABLES), "".join(_OFF.format(each) for each in _TABLES))
    ]
