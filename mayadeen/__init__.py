"""Turns the website of Al Mayadeen English into datasets."""

__version__ = "0.1.0"
