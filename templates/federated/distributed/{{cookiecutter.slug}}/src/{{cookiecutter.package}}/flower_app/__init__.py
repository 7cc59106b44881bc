"""The same federation as a Flower app: each SuperNode trains a shard of the clients at once."""
