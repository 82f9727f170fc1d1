"""Speed, as ratios measured in one run. Each module is a command."""
