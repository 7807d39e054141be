"""The bulk grid of monitoring: one cut-off month of all own projects."""
