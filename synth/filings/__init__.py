"""The papers that a family's story leaves with each agency."""
