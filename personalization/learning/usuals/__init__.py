"""My usual orders: which products a shopper's next basket will hold, from the baskets before.

Own habits (`features.py`), what the crowd buys after such baskets (`crowd.py`) and coarse facts about products
(`population.py`) are simple numbers that can be said in words; `model.py` learns how to weigh them. The shop and
`manage.py evaluate usuals` run the same functions.
"""
