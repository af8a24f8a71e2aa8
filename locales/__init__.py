"""Languages: a folder each, and how their texts are collected. English needs none."""
