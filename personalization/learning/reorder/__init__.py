"""When a shopper will want a product again: what is known on a day, and the chance that the next basket has it."""
