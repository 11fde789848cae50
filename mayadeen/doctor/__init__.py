"""The first minute on a site: what will work from here, in at most ten requests."""
