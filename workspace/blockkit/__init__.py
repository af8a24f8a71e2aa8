"""Block Kit: what is allowed where, and what people can do with each element."""
