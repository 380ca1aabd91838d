"""What is kept: one app for each capability, the higher floors on the lower ones (see ``pyproject.toml``).

An app has two doors, ``queries`` and ``operations``; its tables are private.
"""
