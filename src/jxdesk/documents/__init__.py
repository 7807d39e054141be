"""The press: workbooks and PDF, out and in; the only room that knows paper."""
