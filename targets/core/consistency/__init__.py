"""Whether targets and figures fit together."""
