"""The commands that carry a whole store elsewhere: `migrate`, `backup`, `restore`."""
