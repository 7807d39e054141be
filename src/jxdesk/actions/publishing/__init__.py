"""Publishing: what goes down from this desk, signed and by version: approvals, libraries, rules, forms, lists and calendars."""
