# Files made at build time. Each room that needs one depends on its target.
