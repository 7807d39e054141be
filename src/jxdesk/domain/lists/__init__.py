"""Lists in any layout: what their columns mean, and their rows as projects or treasury figures with findings."""
