"""From facts to amounts, in the order of the engine's counting: windows, what counts, measures, bounds, recipients."""
