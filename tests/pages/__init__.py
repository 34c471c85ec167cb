"""`python -m tests.pages`: how soon a phone shows the shop's pages, and how still they stand."""
