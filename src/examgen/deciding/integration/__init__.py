"""Integrals: antiderivatives with a proof, limits at the ends, and whether there is a value at all."""
