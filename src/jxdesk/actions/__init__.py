"""The errands: one module per thing a person does, one call = one transaction + one journal line."""
