"""The command `rnn-geometry`: one question, asked of one file of texts, answered by the workflow that makes every study."""
