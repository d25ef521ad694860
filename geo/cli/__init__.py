"""The command line. `main(catalogue, argv)` is the one way in."""
