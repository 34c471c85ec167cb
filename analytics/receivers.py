"""What the shop reports becomes an event here."""
