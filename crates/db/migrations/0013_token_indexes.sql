-- Expired tokens are deleted grant by grant. Each refresh stores two tokens, and each index of tokens is a tree more to write for both.
DROP INDEX tokens_by_expiry;
