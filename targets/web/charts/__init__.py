"""Assessments → figures of the chart library, as plain dicts; knows no Django."""
