"""AOT and DeAOT: several objects associated with a video in one pass."""
