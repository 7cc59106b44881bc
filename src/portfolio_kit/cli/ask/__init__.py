"""What is asked of a person who is there to answer."""
