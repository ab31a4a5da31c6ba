"""From curated tables to a release: one stage a module, each reading what the stage before it wrote."""
