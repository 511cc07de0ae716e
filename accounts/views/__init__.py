"""The pages and machine addresses of accounts that are our own."""
