-- Each refresh stores two tokens, and each index of tokens is a tree more to write for both. A family is found among the tokens
-- of its grant, and expired tokens are deleted grant by grant.
DROP INDEX tokens_by_family;
DROP INDEX tokens_by_expiry;
