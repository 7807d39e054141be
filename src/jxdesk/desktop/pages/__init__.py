"""The pages of the window: each shows one thing a clerk looks for, and is imported when it is first opened."""
