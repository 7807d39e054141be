"""The pieces of the page 汇总: its views, the cards of figures, what is read for them, and what is copied."""
