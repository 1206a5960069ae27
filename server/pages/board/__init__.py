"""The dashboards: a unit's or a saved group's, the rows behind their numbers, groups, and news as papers arrive."""
