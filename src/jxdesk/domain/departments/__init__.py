"""Departments as a whole: their tasks with what hangs on them, their figures and their own scheme of points."""
