"""Why a status or a value changed between two moments."""
