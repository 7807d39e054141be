"""Lets the tests of this room, and the kept cases' maker, share one builder of invented packages."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
