"""What the program ships as data, read once: cards, coach's book, deadlines, evidence, libraries, first letters."""
