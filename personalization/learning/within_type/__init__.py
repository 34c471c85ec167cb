"""Which product of its kind a shopper takes: ranking inside a product type by own habits, sales, brand, size, crowd.

`memory.py` is what is known at a moment and is only ever added to; `features.py` turns it into numbers per product;
`model.py` learns how to weigh them. What is known never holds anything later than the purchase that is guessed.
"""
