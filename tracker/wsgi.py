"""The WSGI entry point for gunicorn or waitress."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

from tracker import databases, environment
from tracker.no_content import NoContent

if not databases.named():
    if not environment.flag("LOCAL", default=False):
        # A service whose database ends with its worker would lose it at the first restart.
        raise ImproperlyConfigured(databases.NO_DATABASE)
    databases.make_ready()
application = NoContent(get_wsgi_application())
