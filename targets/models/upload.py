"""A file on its way in: what was uploaded, and its rows as previewed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import Unit


class UploadState(models.TextChoices):
    """How far an upload has come."""

    WAITING = "waiting", _("waiting")
    READING = "reading", _("being read")
    READY = "ready", _("ready to confirm")
    FAILED = "failed", _("refused")
    DONE = "done", _("imported")


class Upload(models.Model):
    """One uploaded file and its preview. Nothing of it counts before it is confirmed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(Unit, models.CASCADE, related_name="uploads", verbose_name=_("place"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads", verbose_name=_("person")
    )
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=7, choices=UploadState.choices)
    # Sheet → column → stable name, where the person corrected what was recognised
    mapping = models.JSONField(default=dict, blank=True)
    # What reading found: sheets, matches, counts, notes; or why it was refused
    summary = models.JSONField(default=dict, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_in_all = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    touched_at = models.DateTimeField(_("touched at"))  # a heartbeat while being read

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.file_name


class StagedRow(models.Model):
    """One row of an upload as read, and what confirming would do with it.

    The table is unlogged: a preview that a crash of the database empties is made again.
    """

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # order of reading
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()  # as the spreadsheet counts
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=64, blank=True)
    series_id = models.UUIDField(null=True)
    calendar = models.CharField(max_length=16, blank=True)
    period_end = models.DateField(null=True)
    value = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    qualifier = models.CharField(max_length=5, blank=True)
    stage = models.CharField(max_length=1000, blank=True)
    declared = models.CharField(max_length=11, blank=True)
    share_done = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    expected_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    preliminary = models.BooleanField(default=False)
    release_on = models.DateField(null=True)
    same_as_last = models.BooleanField(default=False)
    # What stood in the slot when the preview was made; null: an empty slot
    seen_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=9, blank=True)  # new, changed, unchanged, refused
    questioned = models.CharField(max_length=200, blank=True)
    # Sentences: of the guard, or why the row is refused; and the cells as they stood
    remarks = models.JSONField(null=True)
    original = models.JSONField(null=True)

    class Meta:
        verbose_name = _("staged row")
        verbose_name_plural = _("staged rows")
        indexes = (models.Index(fields=["upload", "number"], name="stagedrow_of_upload"),)

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
