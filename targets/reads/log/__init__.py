"""The logging grid."""
