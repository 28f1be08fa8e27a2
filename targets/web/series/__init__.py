"""One series, its chart, its embedding."""
