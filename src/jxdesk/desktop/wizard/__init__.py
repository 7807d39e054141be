"""The filling wizard: pages, grids, editors, clipboard, problems and preview of one self-evaluation."""
