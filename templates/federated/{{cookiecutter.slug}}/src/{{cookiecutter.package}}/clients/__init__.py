"""The clients: who holds what, and who trains when on which samples."""
