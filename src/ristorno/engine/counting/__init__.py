"""From the lines of a window to amounts with their derivation."""
