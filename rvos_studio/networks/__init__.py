"""Torch modules only: no files, no video, no windows."""
