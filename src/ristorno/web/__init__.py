"""What comes in over the wire: read by queries, done by one operation; nothing is decided here."""
