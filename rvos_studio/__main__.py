"""`python -m rvos_studio`."""

from rvos_studio.cli import main

if __name__ == "__main__":
    main()
