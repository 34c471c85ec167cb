"""Simple and published methods that ours are measured beside. Nothing here serves the shop."""
