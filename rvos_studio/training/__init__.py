"""Training: samples, tasks and the one trainer. torch is imported by the trainer and the tasks alone."""
