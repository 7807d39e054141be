"""Beginning a filing: the first content of each form from what the desk knows, and following a target that was changed."""
