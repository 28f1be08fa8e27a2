"""The tables, one file a concept."""

from .actual import Actual, Import
from .allowance import Allowance
from .attachment import Attachment
from .briefing import Briefing, BriefingDraft, Wording
from .check import Check
from .closing import Closing
from .composite import CompositeIndex, CompositePart
from .display_link import DisplayLink
from .draft import Draft
from .explanation import Explanation
from .guess import Guess
from .holiday import Holiday
from .indicator import Document, Indicator, Theme, Tier
from .margins import Margins
from .membership import Membership
from .person_name import PersonName
from .relation import Relation, RelationKind
from .reminder import Correspondence, Digest, Urging
from .saved_view import SavedView
from .series import Series
from .stored_summary import SeriesVersion, StoredSummary
from .target import PathPoint, Target
from .token import Call, Token, TokenScope
from .unit import Unit, UnitKind
from .upload import StagedRow, Upload, UploadState
from .vocabulary import CheckVerdict, ClosingAction, Lane, Origin, Role

__all__ = [
    "Actual",
    "Allowance",
    "Attachment",
    "Briefing",
    "BriefingDraft",
    "Call",
    "Check",
    "CheckVerdict",
    "Closing",
    "ClosingAction",
    "CompositeIndex",
    "CompositePart",
    "Correspondence",
    "Digest",
    "DisplayLink",
    "Document",
    "Draft",
    "Explanation",
    "Guess",
    "Holiday",
    "Import",
    "Indicator",
    "Lane",
    "Margins",
    "Membership",
    "Origin",
    "PathPoint",
    "PersonName",
    "Relation",
    "RelationKind",
    "Role",
    "SavedView",
    "Series",
    "SeriesVersion",
    "StagedRow",
    "StoredSummary",
    "Target",
    "Theme",
    "Tier",
    "Token",
    "TokenScope",
    "Unit",
    "UnitKind",
    "Upload",
    "UploadState",
    "Urging",
    "Wording",
]
