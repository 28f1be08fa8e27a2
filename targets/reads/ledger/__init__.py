"""The ledger of everything."""
