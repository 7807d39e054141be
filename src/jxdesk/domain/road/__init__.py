"""The road: where a filing stands between offices, what was said of it there, and what may become of it next."""
