"""What is published: projects, releases, distribution files; the one way in and every way to read."""
