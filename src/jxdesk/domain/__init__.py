"""The law: nouns, money, indicators, scoring and checks; standard library only, no clock, no files."""
