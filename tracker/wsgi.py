"""The WSGI entry point for gunicorn or waitress."""

import os

from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

from tracker import databases, environment
from tracker.serving import served

if not databases.named():
    if not environment.flag("LOCAL", default=False):
        # A service whose database ends with its worker would lose it at the first restart.
        raise ImproperlyConfigured(databases.NO_DATABASE)
    databases.make_ready()
application = served()
