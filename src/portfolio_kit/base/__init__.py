"""Which bake a project stands on, and what of it is out of date."""
