"""jxdesk 绩效桌面: budget performance management for county and township finance offices."""

__version__ = "0.1.0"
