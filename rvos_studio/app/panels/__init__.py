"""Everything around the canvas."""
