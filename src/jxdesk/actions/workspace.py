"""The opened data folder that every errand is handed, and its few steady services."""
