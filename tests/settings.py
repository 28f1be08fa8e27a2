"""The settings under test, as the tests need them: local, quick to hash, owning the database."""

import os

os.environ.setdefault("LOCAL", "1")
os.environ.setdefault("SECRET_KEY", "for-the-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("DATABASE_ROLE", "owner")

from tracker.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest names only what collectstatic has collected; tests read the sources.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What `make run` collected would be gone through anew for every client that a test makes
STATIC_ROOT = BASE_DIR / "tests" / "nothing_is_collected_here"  # noqa: F405
