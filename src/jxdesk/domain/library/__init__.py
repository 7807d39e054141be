"""Libraries of indicators: entries, versions, search, what was changed here, and worked filings beside them."""
