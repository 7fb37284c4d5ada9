"""Recipes that make the shipped weights, and a user's own: training text, its checks, the encoder, its export."""
