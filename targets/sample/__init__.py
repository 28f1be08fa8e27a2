"""The Sample District: an illustrative place with a full year and two past ones.

What it holds is data (the CSV files beside this module); the modules only turn it into rows.
"""
