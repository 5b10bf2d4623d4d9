"""What a user can pick: catalogue, weights, and an adapter per model. Importing this imports no torch."""
