"""How many a shopper takes of a product: what is known before a purchase, and the model that reads it."""
