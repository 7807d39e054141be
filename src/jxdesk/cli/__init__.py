"""Door 3: the command line, the same errands for scripts, tests and help desks."""
