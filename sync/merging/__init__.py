"""Two people wrote in one paper without knowing of each other: what both wrote, put together by meaning. Pure."""
