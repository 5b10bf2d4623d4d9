"""What the mouse does on the canvas, one tool a file. A new one is a file here and a line in `commands/tools.py`."""
