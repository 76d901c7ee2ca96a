"""What pages show again and again. Knows of no package: it is given what it shows."""
