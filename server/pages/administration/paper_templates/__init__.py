"""Word templates of an administrator's own, instead of those that come with the product."""
