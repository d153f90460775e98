"""From an exam to what people read: words, figures, the printed page, PDF.

words, escaping      Markdown with TeX mathematics -> LaTeX, HTML
figures              figure data -> primitives -> LaTeX, SVG
document             exam -> complete LaTeX documents
compile, splitting   LaTeX documents -> one PDF per form
production, setting  a blueprint -> all files of an exam, form by form; the runs of TeX
"""
