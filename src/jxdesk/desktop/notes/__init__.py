"""Notes to oneself in the window: writing one, and the cards that list them on the first page and on a project's page."""
