"""The turns of a year: opening and closing it, changed budgets, approvals, successions, surveys and deadlines."""
