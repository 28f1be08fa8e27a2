"""The same assessments as JSON. An empty room: nothing is built here yet."""
