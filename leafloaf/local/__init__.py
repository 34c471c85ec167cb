"""The shop on one machine: real PostgreSQL, Redis, Celery and web server as one supervised tree.

`python -m leafloaf.local --help` names the commands; the Makefile calls them.
"""
