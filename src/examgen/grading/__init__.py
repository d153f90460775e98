"""Answer keys, submissions, marking, reports and grade books. Grading is pure; files are read and written at the edge."""
