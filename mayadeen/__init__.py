"""Turns the website of Al Mayadeen English into datasets."""
