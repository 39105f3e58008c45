"""Truth against records: scores with intervals, and what went wrong where."""
