"""Rows of the database to facts to assessments: the one way."""
