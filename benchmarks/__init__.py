"""What the claims about speed rest on; run by hand (`make bench`) and by a smoke test."""
