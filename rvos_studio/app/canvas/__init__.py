"""Frames and masks on the screen, and the brush that draws on them."""
