"""Texts of plans and speeches → stated targets. An empty room: nothing is built here yet."""
