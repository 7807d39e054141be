"""The round trip of a form by Excel: which cell came back different, and whose line it was."""
