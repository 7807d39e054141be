"""Values: what a cell can say, from letters and digits to money, units, periods and targets, read exactly and written back."""
