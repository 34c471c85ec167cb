"""WSGI entry point for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leafloaf.settings")
application = get_wsgi_application()

from personalization import rules  # noqa: E402  needs the apps that the line above loads

rules.watch()
