"""A briefing as paper: what it says → DOCX, slides, pictures. Pure: knows no Django and no data."""
