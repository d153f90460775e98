"""A class as a whole: where its answers come from, and what its points tell about the exam."""
