"""How fast the shop is, served as in production. `make bench`; never asserted by a test."""
