"""How spammy a release looks: documents, features, a model that learns from verdicts, scores with reasons."""
