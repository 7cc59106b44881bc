"""How fast the engines are, and how far from the reference."""
