"""What several nodes share that crawl one site: its listings, its pace and its refusal."""
