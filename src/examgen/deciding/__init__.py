"""Two trees -> whether they mean the same, with a proof or a counterexample.

``scalars`` compares single values: by exact numbers, by balls (``balls``: refutation), by canonical forms (``proving``, ``elements``,
``laws``, ``kernels``, ``polynomials``, ``zeros``: proof). The other modules lead other kinds of answers back to single values.
"""
