"""Which terms rule over which fact: versions in time, compiled sets, levels."""
