"""Makes examples/share and examples/truth.jsonl. Everything in it is invented; see examples/README.md."""
