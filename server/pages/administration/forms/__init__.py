"""Forms and scoring templates in the office: the list of them, the draft of a next version, and a version as it will be seen."""
