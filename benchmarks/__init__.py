"""Side-by-side measurements of speed: see README.md beside this file. They are no tests, and nothing in the study needs them."""
