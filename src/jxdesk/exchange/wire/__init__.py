"""The wire: packages, receipts and publications over HTTPS to and from the receiving service of the area."""
