"""The prefecture's door: the receiving service that packages reach by wire; needs the extra ``jxdesk[hub]``."""
