"""UNINEXT (Yan et al. 2023), as far as it answers expressions."""
