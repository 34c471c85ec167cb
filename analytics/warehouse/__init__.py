"""BigQuery: what happened, for good. No request of a shopper ever waits for anything in here."""
