"""Roll-up: what the filings of many offices come to: who has handed in, and integer sums that open down to the cell."""
