"""The dialogs of the window: each leads through one errand that wants several answers."""
