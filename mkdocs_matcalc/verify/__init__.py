"""Holds derivations, claims, rules and printed code against numbers: here alone calculus meets numerics."""
