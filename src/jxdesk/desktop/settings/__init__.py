"""The sections of the settings page: each is one widget that loads itself when it comes in sight."""
