"""The first minute on a site."""
