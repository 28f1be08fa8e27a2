"""Breaking a target down over periods and among parts."""
