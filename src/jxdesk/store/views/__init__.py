"""Views: what screens and errands read across tables, as one JSON value or one look, and never write."""
