"""Every calculation: standard library only, no Django, no I/O, no clock."""
