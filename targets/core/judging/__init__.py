"""From facts and a day to verdicts."""
