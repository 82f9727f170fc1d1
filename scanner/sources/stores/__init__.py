"""Databases without tables: MongoDB, Redis, DynamoDB, Elasticsearch and OpenSearch. See docs/document-stores.md."""
