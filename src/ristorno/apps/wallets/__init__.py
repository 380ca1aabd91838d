"""What members have, in money and points: every movement of it is a row in ``movements``."""
