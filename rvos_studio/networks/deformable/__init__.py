"""Deformable attention over several scales (Zhu et al. 2021), in pure torch."""
