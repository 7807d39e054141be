"""Evidence in the window: the card of a form's attachments, looking at one, and the steps that Ctrl+Z takes back."""
