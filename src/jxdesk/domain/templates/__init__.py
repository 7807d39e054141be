"""Templates: what the dated variants of official forms print and ask for, and how other papers are laid out."""
