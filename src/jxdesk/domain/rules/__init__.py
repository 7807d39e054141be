"""Rules as data: the packs of weights, bands, lists and thresholds by which scoring and checks judge."""
