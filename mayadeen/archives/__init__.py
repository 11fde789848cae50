"""What speaks to public web archives: pure functions that write queries and read answers."""
