"""Files ↔ rows with numbered problems; knows no database."""
