"""Enrolment: the cards and dialogs of the page 单位登记, from the request of an office to keys that are stopped."""
