"""Claims, their evidence and what was decided on them are added, never changed."""

from typing import ClassVar

from django.db import migrations

_TABLES = ("claim", "evidence", "decision")
_ON = "create trigger only_added before update or delete or truncate on facts_{} execute function facts_never();"
_OFF = "drop trigger only_added on facts_{};"


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("facts", "0003_claims")]
    operations: ClassVar = [
        migrations.RunSQL("".join(_ON.format(each) for each in _TABLES), "".join(_OFF.format(each) for each in _TABLES))
    ]
