"""The interface over the database of the apps, called as a program would."""

from apps.conftest import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
