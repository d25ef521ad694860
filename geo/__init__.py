"""Siting: where a large load can go, and why there. This package knows no layer by name."""
