"""Forms drawn in Qt Designer: the build hook compiles ``ui/x.ui`` into ``ui_x`` here; nothing else lives here."""
