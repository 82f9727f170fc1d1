"""What was found in columns, as files for others to apply: SQL comments, OpenMetadata, DataHub. daicho applies none."""
