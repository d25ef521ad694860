"""Choices beyond one ranking: campuses found by themselves, portfolios, trade-offs, two countries in one list."""
