"""The steps of a bake: from an order to a committed repository, or no trace."""
