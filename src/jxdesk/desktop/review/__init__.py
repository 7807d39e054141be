"""Review: the windows in which what came is judged filing by filing, and those in which a return is answered."""
