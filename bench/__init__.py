"""Measurements: each a paired run of this service and a peer over the same data, told as ratios."""
