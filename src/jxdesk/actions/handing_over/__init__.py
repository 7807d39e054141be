"""Handing over: the books and the one pen of an office go to another PC, and a county gives back what it holds of an office."""
