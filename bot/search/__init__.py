"""Search: free questions to answers of the FAQ."""
