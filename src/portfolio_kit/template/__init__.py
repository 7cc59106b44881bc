"""A template: its questions, its layers, what it says about itself, where it is found."""
