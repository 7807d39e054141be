"""The records of a desk: offices, projects, budgets and filings with their lines, as plain values that every room hands on."""
