"""Equalities decided: exactly modulo primes, or by balls of real numbers that are proved apart."""
