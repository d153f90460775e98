"""A class: from a folder of answers to grades, feedback, review, regrading and item analysis."""
