"""文书: what is handed over on paper, from the words of the policy."""
