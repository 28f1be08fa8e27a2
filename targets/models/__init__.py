"""The tables, one file a concept."""

from .actual import Actual, Import
from .indicator import Document, Indicator, Theme, Tier
from .margins import Margins
from .membership import Membership
from .series import Series
from .target import PathPoint, Target
from .unit import Unit, UnitKind
from .vocabulary import Lane, Origin, Role

__all__ = [
    "Actual",
    "Document",
    "Import",
    "Indicator",
    "Lane",
    "Margins",
    "Membership",
    "Origin",
    "PathPoint",
    "Role",
    "Series",
    "Target",
    "Theme",
    "Tier",
    "Unit",
    "UnitKind",
]
