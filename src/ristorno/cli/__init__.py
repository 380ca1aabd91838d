"""The commands: thin, they read, call one function and show."""
