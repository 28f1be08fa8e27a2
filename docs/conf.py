"""The documentation as a site: `make docs`, into build/docs. Nothing of it is fetched."""

project = "Target Tracker"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "alabaster"
html_theme_options = {"page_width": "1100px", "sidebar_width": "240px"}
html_show_copyright = False
# `## Heading` is linked to as #heading, as forges do
myst_heading_anchors = 4
# CSV and psql's own commands have no colours, and first headings are not always of the first level
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
