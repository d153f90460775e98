"""Text that a person typed -> a small tree, with a grammar of the project's own: nothing is ever evaluated.

The way through: ``tokens`` (characters) -> ``names`` (words) -> ``parser`` and ``brackets`` (tree, ``tree``). What a text may ask for is
bounded in one place, ``limits``. This package knows nothing of SymPy: a text is read within microseconds.
"""
