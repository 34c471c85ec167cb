"""What happened becomes learned state here."""
