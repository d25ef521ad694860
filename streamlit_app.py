"""placeholder while the app is being built."""
