"""What is printed, and how: the only modules that write to a terminal."""
