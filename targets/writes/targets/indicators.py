"""What a manager changes of an indicator from its targets: the pace it is judged by."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets.models import Indicator
from targets.models.vocabulary import Pace


def set_pace(indicator_id: uuid.UUID, pace: str) -> bool:
    """Judge the indicator by this pace in every place; False when it is already.

    Raises :class:`ValidationError` for a pace that does not exist.
    """
    if pace not in Pace.values:
        raise ValidationError({"pace": _("Choose one of the paces offered.")})
    changed = Indicator.objects.filter(id=indicator_id).exclude(pace=pace).update(pace=pace)
    return bool(changed)
