"""The library in the window: its list, the picker, and the dialogs that add, edit, merge and take in."""
