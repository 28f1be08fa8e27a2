"""Walks over every address there is: what nobody means to send, who may keep an answer, methods."""
