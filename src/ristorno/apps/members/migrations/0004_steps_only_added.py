"""Steps into a program are added, never changed: who accepted which terms is kept for good."""

from typing import ClassVar

from django.db import migrations

_GUARD = (
    "create trigger only_added before update or delete or truncate on members_step execute function members_never()"
)


class Migration(migrations.Migration):
    """A guard in the database itself."""

    dependencies: ClassVar = [("members", "0003_joining")]
    operations: ClassVar = [migrations.RunSQL(_GUARD, "drop trigger only_added on members_step")]
