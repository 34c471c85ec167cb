"""Parts are killed under load, and afterwards everything is there once. `make chaos`."""
