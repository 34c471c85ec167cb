"""`make screenshots`: every page of the demo shop and of its office, acted out and photographed."""
