"""Text that a person typed -> a small tree, with a grammar of the project's own: nothing is ever evaluated.

Two entry points, in ``parser``: ``parse`` for single values, ``parse_answer`` for answers of every kind. The way through:

    characters, vocabulary       tables: which signs and words mean the same
    tokens, commands, words, numbers
                                 characters -> tokens
    lexicon, names               words -> declared names, constants, functions
    cursor, matrices, brackets, arguments, calls, specials, operators, calculus, leibniz, values, expressions, statements, signs, answers
                                 tokens -> tree, each a layer of the parser that knows one idea more than the one below
    tree                         what comes out
    page                         what you may write, as data

What a text may ask for is bounded in one place, ``limits``. This package knows nothing of SymPy: a text is read within microseconds.
"""
