"""A product as the tests start it: static files of its own, and a slow page."""

import os
from pathlib import Path

from tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.tracker.served_urls"
STATIC_ROOT = Path(os.environ["TRACKER_DATA_DIR"]) / "static"
