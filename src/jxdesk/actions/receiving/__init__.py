"""Receiving: a package that came by road is verified, shown beside what is here, and taken in whole or not at all."""
