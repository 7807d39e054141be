"""Look: the few rules of style that only the wizard needs, on top of the window's style sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jxdesk.desktop import theme


def mark(widget: QWidget, **properties: object) -> None:
    """Sets properties that the style sheet asks for; the widget is dressed anew only where they changed."""
    if any(widget.property(name) != value for name, value in properties.items()):
        theme.mark(widget, **properties)


def wizard_style() -> str:
    """The style of the wizard's own widgets, with the theme's tokens."""
    return f"""
    QFrame#wizard_steps {{ background: {theme.SURFACE}; border: 0; border-bottom: 1px solid {theme.LINE}; }}
    QFrame#line_panel QStackedWidget, QFrame#line_panel QStackedWidget > QWidget {{ background: transparent; }}
    QFrame#line_panel QLineEdit, QFrame#line_panel QComboBox {{ min-height: 26px; }}
    QFrame#line_panel QLineEdit:focus, QFrame#line_panel QComboBox:focus {{ min-height: 24px; }}
    QFrame#line_panel QPushButton {{ min-height: 26px; }}
    QWidget#side_panel QStackedWidget {{ background: transparent; }}
    QScrollArea#preview_area {{ background: {theme.LINE}; border: 1px solid {theme.LINE}; border-radius: 6px; }}
    QWidget#preview_sheet {{ background: {theme.RAIL}; }}
    QLineEdit[cell="true"], QLineEdit[cell="true"]:focus {{
      border: 2px solid {theme.ACCENT}; border-radius: 0; padding: 0 5px; min-height: 0; }}
    QPlainTextEdit[cell="true"], QPlainTextEdit[cell="true"]:focus {{
      border: 2px solid {theme.ACCENT}; border-radius: 0; padding: 2px 3px; }}
    QPlainTextEdit[bad="true"] {{ border: 2px solid {theme.ERROR}; }}
    """


def choices_style() -> str:
    """The style of the list below a cell, which is a window of its own."""
    return f"""
    QListWidget {{ background: {theme.SURFACE}; border: 1px solid {theme.INPUT_LINE}; border-radius: 4px; padding: 3px;
      font-size: {theme.sizes().body}px; }}
    QListWidget::item {{ min-height: 24px; padding: 1px 6px; }}
    QListWidget::item:selected {{ background: {theme.ACCENT_SOFT}; color: {theme.TEXT}; }}
    """
