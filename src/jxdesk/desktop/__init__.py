"""Door 1, Qt: shell, pages, wizards, grids, dialogs."""
