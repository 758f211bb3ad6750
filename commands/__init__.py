"""The commands of `kehoach`, one module for each noun they are about; ``cli.py`` puts them together."""
