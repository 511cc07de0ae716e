"""What index answers: machine reads, the upload API, pages."""
